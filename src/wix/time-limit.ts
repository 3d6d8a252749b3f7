import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';
import { failed, type Failed } from '../get-instance/upstream.ts';

/** Makes one call, and gives it up when its time is over; `signal` tells the call so. */
export type TimeLimit = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T | Failed>;

export function createTimeLimit(timeoutMs: number): TimeLimit {
  const limit = timeout(timeoutMs, TimeoutStrategy.Aggressive);

  return async function withinTimeLimit(call) {
    try {
      return await limit.execute(async ({ signal }) => {
        const result = await call(signal);
        // A call that heeds the signal may come back as failed before the limit itself speaks up.
        return signal.aborted ? failed({ kind: 'timeout' }) : result;
      });
    } catch (error) {
      if (error instanceof TaskCancelledError) return failed({ kind: 'timeout' });
      throw error;
    }
  };
}
