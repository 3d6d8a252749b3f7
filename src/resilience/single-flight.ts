import type { Clock } from './clock.ts';

/** Passed to a call, so that it can check its standing when it returns. */
export interface Flight {
  /** Whether the key was invalidated since the call began. Its result must then not be stored. */
  readonly isInvalidated: () => boolean;
  /** Whether no newer call for the key is in flight. */
  readonly isNewest: () => boolean;
  /** Whether a caller may still wait for the result. */
  readonly isAwaited: () => boolean;
}

export interface Run<T, O> {
  readonly result: Promise<T>;
  /** Whoever started the call. */
  readonly owner: O;
  /** Whether another caller started the call. */
  readonly collapsed: boolean;
}

export interface SingleFlight<T, O> {
  /** Joins the call in flight for `key`, or starts one with `start`. `owner` is the caller. */
  run(key: string, owner: O, start: (flight: Flight) => Promise<T>): Run<T, O>;
  inFlight(key: string): boolean;
  /** Callers that wait keep waiting. The next `run` starts anew. */
  invalidate(key: string): void;
}

/** Calls for one key that have not returned. Older ones are dead, or too old to be stored. */
const MAX_FLIGHTS_PER_KEY = 8;

interface StartedFlight<T, O> {
  result: Promise<T>;
  readonly owner: O;
  readonly startedAtMs: number;
  awaitedUntilMs: number;
  isInvalidated: boolean;
}

/**
 * One call per key for all concurrent callers.
 *
 * After `waitMs` a call is abandoned, and the next caller starts a new one: on Workers it may have died
 * with the request that started it, and its promise would never settle. An abandoned call that returns
 * after all is as good as any other, unless the key was invalidated since it began.
 */
export function createSingleFlight<T, O>(options: {
  /** How long each caller waits. */
  readonly waitMs: number;
  readonly clock: Clock;
  /** Keeps a call alive after the request that started it was answered or aborted. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}): SingleFlight<T, O> {
  const { waitMs, clock, keepAlive } = options;
  /** The calls that have not returned, newest last. */
  const flights = new Map<string, StartedFlight<T, O>[]>();

  function joinable(key: string, nowMs: number): StartedFlight<T, O> | undefined {
    const newest = flights.get(key)?.at(-1);
    return newest && !newest.isInvalidated && nowMs - newest.startedAtMs < waitMs
      ? newest
      : undefined;
  }

  function add(key: string, flight: StartedFlight<T, O>): void {
    const all = [...(flights.get(key) ?? []), flight];
    // A later invalidation would not reach them.
    for (const dropped of all.splice(0, all.length - MAX_FLIGHTS_PER_KEY)) {
      dropped.isInvalidated = true;
    }
    flights.set(key, all);
  }

  function remove(key: string, flight: StartedFlight<T, O>): void {
    const others = flights.get(key)?.filter((other) => other !== flight) ?? [];
    if (others.length > 0) flights.set(key, others);
    else flights.delete(key);
  }

  return {
    run(key, owner, start) {
      const nowMs = clock.monotonicMs();
      const joined = joinable(key, nowMs);
      if (joined) {
        joined.awaitedUntilMs = nowMs + waitMs;
        return { result: joined.result, owner: joined.owner, collapsed: true };
      }

      const standing: Flight = {
        isInvalidated: () => flight.isInvalidated,
        isNewest: () => flights.get(key)?.at(-1) === flight,
        isAwaited: () => clock.monotonicMs() < flight.awaitedUntilMs,
      };
      const flight: StartedFlight<T, O> = {
        result: Promise.resolve().then(() => start(standing)),
        owner,
        startedAtMs: nowMs,
        awaitedUntilMs: nowMs + waitMs,
        isInvalidated: false,
      };
      flight.result = flight.result.finally(() => {
        remove(key, flight);
      });
      add(key, flight);
      keepAlive(flight.result);
      return { result: flight.result, owner, collapsed: false };
    },
    inFlight: (key) => joinable(key, clock.monotonicMs()) !== undefined,
    invalidate(key) {
      for (const flight of flights.get(key) ?? []) flight.isInvalidated = true;
    },
  };
}
