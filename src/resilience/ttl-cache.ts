import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';

/** Keeps values for a time, at most `max` of them: past that the least recently used goes. */
export interface TimedStore<V> {
  /** `nowMs`, on the monotonic clock, from who has just read it: reading it costs more than the rest. */
  get(key: string, nowMs?: number): V | undefined;
  /** As `get`, but to ask is no use: it keeps nothing from being pushed out. */
  has(key: string): boolean;
  /**
   * Keeps `value` for `keepMs`, counted on the monotonic clock; not at all when that is 0. Tells
   * whether it was kept.
   */
  set(key: string, value: V, keepMs: number): boolean;
  delete(key: string): void;
  readonly size: number;
}

/**
 * The one place that knows lru-cache, and only as a bounded store: its own TTLs stop expiring on
 * Workers, and its `fetch()` lets the first caller's fate be everybody's.
 */
export function createTimedStore<V>(options: {
  readonly max: number;
  readonly clock: Clock;
}): TimedStore<V> {
  const { clock } = options;
  const store = new LRUCache<string, { readonly value: V; readonly untilMs: number }>({
    max: options.max,
  });

  return {
    get(key, nowMs = clock.monotonicMs()) {
      const kept = store.get(key);
      if (kept === undefined) return undefined;
      if (nowMs < kept.untilMs) return kept.value;
      store.delete(key);
      return undefined;
    },
    has(key) {
      const kept = store.peek(key);
      return kept !== undefined && clock.monotonicMs() < kept.untilMs;
    },
    set(key, value, keepMs) {
      if (keepMs > 0) store.set(key, { value, untilMs: clock.monotonicMs() + keepMs });
      else store.delete(key);
      return keepMs > 0;
    },
    delete(key) {
      store.delete(key);
    },
    get size() {
      return store.size;
    },
  };
}
