import type { Clock } from './clock.ts';

export const TIMED_OUT: unique symbol = Symbol('timed out');

/**
 * Waits for `work`, but at most `ms`. The work itself continues, because others may wait for it.
 *
 * Every waiter has its own timer: on Workers, a promise that another request started dies with that
 * request and would never settle here.
 */
export function waitAtMost<T>(
  work: Promise<T>,
  ms: number,
  clock: Clock,
): Promise<T | typeof TIMED_OUT> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      resolve(TIMED_OUT);
    });
    work.then(resolve, reject).finally(cancel);
  });
}

/** Makes one call and aborts it after `ms`. */
export async function callWithin<T>(
  call: (signal: AbortSignal) => Promise<T>,
  ms: number,
  clock: Clock,
): Promise<T | typeof TIMED_OUT> {
  // One per call: on Workers a controller belongs to the request that creates it.
  const controller = new AbortController();
  const result = await waitAtMost(call(controller.signal), ms, clock);
  if (result === TIMED_OUT) controller.abort();
  return result;
}
