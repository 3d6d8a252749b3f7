import type { Clock } from '../resilience/clock.ts';

export interface FakeClock extends Clock {
  /** Moves both clocks forward by `ms`, and runs the callbacks that become due, in order. */
  readonly advance: (ms: number) => Promise<void>;
  /** Moves only the wall clock, by `ms`. */
  readonly jump: (ms: number) => void;
  /** The number of pending callbacks. */
  readonly timers: () => number;
}

/** A clock that moves only when a test moves it. */
export function createFakeClock(startMs = Date.parse('2026-11-23T12:00:00Z')): FakeClock {
  let wallMs = startMs;
  let monotonicMs = 1_000;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  return {
    epochMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    after(ms, callback) {
      const timer = { atMs: monotonicMs + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const untilMs = monotonicMs + ms;
      for (;;) {
        await settle();
        const next = [...timers]
          .filter((t) => t.atMs <= untilMs)
          .sort((a, b) => a.atMs - b.atMs)[0];
        const toMs = next ? Math.max(next.atMs, monotonicMs) : untilMs;
        wallMs += toMs - monotonicMs;
        monotonicMs = toMs;
        if (!next) break;
        timers.delete(next);
        next.callback();
      }
      await settle();
    },
    jump(ms) {
      wallMs += ms;
    },
    timers: () => timers.size,
  };
}

/** Waits until all promises that can settle by themselves have settled. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
