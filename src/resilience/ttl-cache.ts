import { LRUCache } from 'lru-cache';

/**
 * A bounded cache whose values expire. Past `max` entries it evicts the least recently used one.
 * Times are monotonic milliseconds. The caller passes them, because a hit already holds a reading.
 */
export interface TtlCache<V> {
  get(key: string, nowMs: number): V | undefined;
  /** Like `get`, but does not count as a use. */
  has(key: string, nowMs: number): boolean;
  /** Stores `value` for `ttlMs`; with a TTL of 0 it deletes the key. Returns whether it stored. */
  set(key: string, value: V, ttlMs: number, nowMs: number): boolean;
  delete(key: string): void;
  readonly size: number;
}

/**
 * The only module in `src/` that imports lru-cache, and only as a bounded store. Its own TTLs stop expiring on
 * Workers, and its `fetch()` lets the first caller's abort reject all others.
 */
export function createTtlCache<V>(max: number): TtlCache<V> {
  const entries = new LRUCache<string, { readonly value: V; readonly expiresAtMs: number }>({
    max,
  });

  return {
    get(key, nowMs) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (nowMs < entry.expiresAtMs) return entry.value;
      entries.delete(key);
      return undefined;
    },
    has(key, nowMs) {
      const entry = entries.peek(key);
      return entry !== undefined && nowMs < entry.expiresAtMs;
    },
    set(key, value, ttlMs, nowMs) {
      if (ttlMs > 0) entries.set(key, { value, expiresAtMs: nowMs + ttlMs });
      else entries.delete(key);
      return ttlMs > 0;
    },
    delete(key) {
      entries.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}
