import type { Clock } from '../resilience/clock.ts';
import { createTimedStore } from '../resilience/ttl-cache.ts';

const MINUTE_MS = 60_000;

export type BudgetAnswer =
  { readonly granted: true } | { readonly granted: false; readonly retryAfterSeconds: number };

export interface CallBudget {
  /** Counts one call, if there is room for it. */
  take(instanceId: string): BudgetAnswer;
}

/**
 * Keeps the calls made for each instance under a number per minute, counted over every 60 s window:
 * Wix throttles an app instance at 200 a minute, and whatever else the app calls needs room too.
 */
export function createCallBudget(options: {
  readonly callsPerMinute: number;
  readonly maxInstances: number;
  readonly clock: Clock;
}): CallBudget {
  const { callsPerMinute, clock } = options;
  /** The times of the calls of the last minute, oldest first. */
  const callTimes = createTimedStore<readonly number[]>({ max: options.maxInstances, clock });

  return {
    take(instanceId) {
      const now = clock.monotonicMs();
      const recent = (callTimes.get(instanceId) ?? []).filter((time) => now - time < MINUTE_MS);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= callsPerMinute) {
        return { granted: false, retryAfterSeconds: Math.ceil((oldest + MINUTE_MS - now) / 1000) };
      }
      callTimes.set(instanceId, [...recent, now], MINUTE_MS);
      return { granted: true };
    },
  };
}
