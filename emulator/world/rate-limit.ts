import { createLastMinute } from './last-minute.ts';

/** Wix's published limit of API requests per app instance. */
export const CALLS_PER_MINUTE = 200;

/** Admits 200 calls per key in any 60 seconds. Refused calls do not count. */
export interface RateLimit {
  /**
   * Returns 0 and counts the call when it is admitted, else the whole seconds to wait. `now` is in
   * epoch ms.
   */
  take(key: string, now: number): number;
  clear(): void;
}

export function createRateLimit(): RateLimit {
  const passed = createLastMinute();
  return {
    take(key, now) {
      if (passed.count(key, now) >= CALLS_PER_MINUTE) {
        return Math.ceil(passed.msUntilOldestLeaves(key, now) / 1000);
      }
      passed.add(key, now);
      return 0;
    },
    clear: () => passed.clear(),
  };
}
