import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import { callWithin, TIMED_OUT, waitAtMost } from './timeout.ts';

/** Follows a promise without waiting for it. */
function watch<T>(promise: Promise<T>): { result: T | 'waiting' } {
  const watched: { result: T | 'waiting' } = { result: 'waiting' };
  void promise.then((result) => {
    watched.result = result;
  });
  return watched;
}

describe('waitAtMost', () => {
  test('returns a result that arrives in time', async () => {
    expect(await waitAtMost(Promise.resolve('work'), 100, createFakeClock())).toBe('work');
  });

  test('rethrows an error that arrives in time', async () => {
    const failing = waitAtMost(Promise.reject(new Error('broken')), 100, createFakeClock());
    await expect(failing).rejects.toThrow('broken');
  });

  test('stops waiting at the deadline, and not before', async () => {
    const clock = createFakeClock();
    const wait = watch(waitAtMost(never(), 100, clock));
    await clock.advance(99);
    expect(wait.result).toBe('waiting');
    await clock.advance(1);
    expect(wait.result).toBe(TIMED_OUT);
  });

  test('lets the work continue for callers with a later deadline', async () => {
    const clock = createFakeClock();
    const { promise, resolve } = Promise.withResolvers<string>();
    const impatient = watch(waitAtMost(promise, 100, clock));
    const patient = watch(waitAtMost(promise, 500, clock));
    await clock.advance(200);
    resolve('late');
    await clock.advance(1);
    expect(impatient.result).toBe(TIMED_OUT);
    expect(patient.result).toBe('late');
  });

  test('leaves no timer behind', async () => {
    let pending = 0;
    const clock = createFakeClock();
    const counting = {
      ...clock,
      after(ms: number, callback: () => void) {
        pending += 1;
        const cancel = clock.after(ms, callback);
        return () => {
          pending -= 1;
          cancel();
        };
      },
    };
    await waitAtMost(Promise.resolve('work'), 100, counting);
    await waitAtMost(Promise.reject(new Error('x')), 100, counting).catch(() => undefined);
    await clock.advance(0);
    expect(pending).toBe(0);
  });

  test('causes no unhandled rejection when the work fails after the deadline', async () => {
    const clock = createFakeClock();
    const { promise, reject } = Promise.withResolvers<string>();
    const wait = watch(waitAtMost(promise, 100, clock));
    await clock.advance(100);
    reject(new Error('after the deadline'));
    // An unhandled rejection fails the run.
    await clock.advance(1);
    expect(wait.result).toBe(TIMED_OUT);
  });
});

describe('callWithin', () => {
  test.each(['answered', 'failed'])(
    'returns a result of kind %s that arrives in time',
    async (kind) => {
      const clock = createFakeClock();
      let signal: AbortSignal | undefined;
      const result = await callWithin(
        (given) => {
          signal = given;
          return Promise.resolve({ kind });
        },
        2_000,
        clock,
      );
      expect(result).toEqual({ kind });
      await clock.advance(10_000);
      expect(signal?.aborted).toBe(false);
      expect(clock.timers()).toBe(0);
    },
  );

  test('aborts a call that does not return, at the deadline and not before', async () => {
    const clock = createFakeClock();
    let signal: AbortSignal | undefined;
    const call = watch(
      callWithin(
        (given) => {
          signal = given;
          return never<string>();
        },
        2_000,
        clock,
      ),
    );
    await clock.advance(1_999);
    expect(call.result).toBe('waiting');
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(call.result).toBe(TIMED_OUT);
    expect(signal?.aborted).toBe(true);
  });

  test('returns TIMED_OUT also where the call returns a failure once it is aborted', async () => {
    const clock = createFakeClock();
    const call = watch(
      callWithin(
        (signal) =>
          new Promise<string>((resolve) => {
            signal.addEventListener('abort', () => {
              resolve('network error');
            });
          }),
        2_000,
        clock,
      ),
    );
    await clock.advance(2_000);
    expect(call.result).toBe(TIMED_OUT);
  });

  test('rethrows an error, and leaves no timer behind', async () => {
    const clock = createFakeClock();
    const bug = () => Promise.reject(new TypeError('a bug'));
    await expect(callWithin(bug, 2_000, clock)).rejects.toThrow('a bug');
    expect(clock.timers()).toBe(0);
  });
});
