import type { Clock } from './clock.ts';
import { failed, type Failed } from './failure.ts';

/** Makes one call, and gives it up when its time is over; `signal` tells the call so. */
export type TimeLimit = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T | Failed>;

export function createTimeLimit(timeoutMs: number, clock: Clock): TimeLimit {
  return function withinTimeLimit<T>(call: (signal: AbortSignal) => Promise<T>) {
    // Made for each call: on Workers it belongs to the request that makes it.
    const controller = new AbortController();
    return new Promise<T | Failed>((resolve, reject) => {
      const cancel = clock.after(timeoutMs, () => {
        resolve(failed({ kind: 'timeout' }));
        controller.abort();
      });
      call(controller.signal).then(resolve, reject).finally(cancel);
    });
  };
}
