import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;

/** Enough for 1,600 new keys a second; past that, the key unused longest is forgotten early. */
const MAX_KEYS = 100_000;

interface Recent {
  readonly times: number[];
  /** Index of the first time that still counts; what lies before is cut off now and then. */
  head: number;
}

/** Exact sliding minutes, one per key. Times are epoch ms. */
export interface LastMinute {
  /** Events of the minute that ends now. */
  count(key: string, now: number): number;
  add(key: string, now: number): void;
  /** In how many ms the oldest event of the minute leaves it; 0 when there is none. */
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
  // Cutting only when half is dead keeps the cost of an event constant.
  if (recent.head * 2 > times.length) {
    times.splice(0, recent.head);
    recent.head = 0;
  }
}
