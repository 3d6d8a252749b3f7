import type { Clock } from './clock.ts';

export const DEADLINE_PASSED: unique symbol = Symbol('deadline passed');

/**
 * Waits for `work`, but no longer than `ms`. The work itself goes on: others may be waiting for it.
 *
 * Every waiter has a timer of its own, because on Workers a promise that another request started
 * dies with that request and would never settle here.
 */
export function waitAtMost<T>(
  work: Promise<T>,
  ms: number,
  clock: Clock,
): Promise<T | typeof DEADLINE_PASSED> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      resolve(DEADLINE_PASSED);
    });
    work.then(resolve, reject).finally(cancel);
  });
}
