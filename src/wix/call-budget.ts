import type { Clock } from '../resilience/clock.ts';
import { createTtlCache } from '../resilience/ttl-cache.ts';

const MINUTE_MS = 60_000;

export type Allowance =
  { readonly granted: true } | { readonly granted: false; readonly retryAfterSeconds: number };

export interface CallBudget {
  /** Counts one call, if the budget allows it. */
  take(instanceId: string): Allowance;
}

/**
 * Limits the calls for each instance in every window of 60 s. Wix throttles an app instance at 200 calls
 * a minute, and the app's other calls need room too.
 */
export function createCallBudget(options: {
  readonly callsPerMinute: number;
  readonly maxInstances: number;
  readonly clock: Clock;
}): CallBudget {
  const { callsPerMinute, clock } = options;
  /** The times of the last minute's calls, oldest first. */
  const callTimes = createTtlCache<readonly number[]>(options.maxInstances);

  return {
    take(instanceId) {
      const nowMs = clock.monotonicMs();
      const recent = (callTimes.get(instanceId, nowMs) ?? []).filter(
        (time) => nowMs - time < MINUTE_MS,
      );
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= callsPerMinute) {
        const retryAfterSeconds = Math.ceil((oldest + MINUTE_MS - nowMs) / 1000);
        return { granted: false, retryAfterSeconds };
      }
      callTimes.set(instanceId, [...recent, nowMs], MINUTE_MS, nowMs);
      return { granted: true };
    },
  };
}
