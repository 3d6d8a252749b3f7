import {
  bulkhead,
  BulkheadRejectedError,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import { failed, type Failed } from '../get-instance/upstream.ts';

/** How many may wait for each one that is under way. */
const QUEUE_PER_SLOT = 4;

/** Places for calls under way, a queue before them, and a time-out for each call. */
export interface CallLimits {
  /** Resolves for a full queue and a time-out too; `signal` ends the call when its time is over. */
  execute<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T | Failed>;
  /** Calls that are under way, without those that wait. */
  readonly inFlight: number;
}

export function createCallLimits(options: {
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
}): CallLimits {
  const { timeoutMs, maxConcurrency } = options;
  const places = bulkhead(maxConcurrency, maxConcurrency * QUEUE_PER_SLOT);
  const timeLimit = timeout(timeoutMs, TimeoutStrategy.Aggressive);

  return {
    async execute(call) {
      try {
        return await places.execute(() =>
          timeLimit.execute(async ({ signal }) => {
            const result = await call(signal);
            return signal.aborted ? failed({ kind: 'timeout' }) : result;
          }),
        );
      } catch (error) {
        if (error instanceof TaskCancelledError) return failed({ kind: 'timeout' });
        if (error instanceof BulkheadRejectedError) {
          return failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
        }
        throw error;
      }
    },
    get inFlight() {
      return maxConcurrency - places.executionSlots;
    },
  };
}
