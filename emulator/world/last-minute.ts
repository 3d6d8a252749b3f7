import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;

/**
 * Enough for 1,600 new keys a second. Beyond that, the least recently used key is forgotten early.
 */
const MAX_KEYS = 100_000;

interface Recent {
  readonly times: number[];
  /** Index of the first time that still counts. Earlier times are removed in batches. */
  head: number;
}

/** Exact sliding minutes, one per key. Times are epoch ms. */
export interface LastMinute {
  /** The number of events in the minute that ends now. */
  count(key: string, now: number): number;
  add(key: string, now: number): void;
  /** The ms until the oldest event leaves the minute; 0 when there is no event. */
  msUntilOldestLeaves(key: string, now: number): number;
  clear(): void;
}

export function createLastMinute(): LastMinute {
  const keys = new LRUCache<string, Recent>({ max: MAX_KEYS });

  function recentOf(key: string, now: number): Recent | undefined {
    const recent = keys.get(key);
    if (recent) forgetBefore(recent, now - MINUTE_MS);
    return recent;
  }

  return {
    count(key, now) {
      const recent = recentOf(key, now);
      return recent ? recent.times.length - recent.head : 0;
    },
    add(key, now) {
      const recent = recentOf(key, now);
      if (recent) recent.times.push(now);
      else keys.set(key, { times: [now], head: 0 });
    },
    msUntilOldestLeaves(key, now) {
      const recent = recentOf(key, now);
      const oldest = recent?.times[recent.head];
      return oldest === undefined ? 0 : oldest + MINUTE_MS - now;
    },
    clear: () => keys.clear(),
  };
}

function forgetBefore(recent: Recent, end: number): void {
  const { times } = recent;
  while ((times[recent.head] ?? Infinity) <= end) recent.head++;
  // Removing only when half is outdated keeps the cost per event constant.
  if (recent.head * 2 > times.length) {
    times.splice(0, recent.head);
    recent.head = 0;
  }
}
