import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { DEADLINE_PASSED, waitAtMost } from './timeout.ts';

/** What a wait has come to so far. */
function watch<T>(wait: Promise<T>): { result: T | 'waiting' } {
  const watched: { result: T | 'waiting' } = { result: 'waiting' };
  void wait.then((result) => {
    watched.result = result;
  });
  return watched;
}

describe('waitAtMost', () => {
  it('hands on what comes in time', async () => {
    expect(await waitAtMost(Promise.resolve('work'), 100, createFakeClock())).toBe('work');
  });

  it('hands on a failure that comes in time', async () => {
    const failing = waitAtMost(Promise.reject(new Error('broken')), 100, createFakeClock());
    await expect(failing).rejects.toThrow('broken');
  });

  it('stops waiting when the time is over, and not before', async () => {
    const clock = createFakeClock();
    const wait = watch(waitAtMost(never(), 100, clock));
    await clock.advance(99);
    expect(wait.result).toBe('waiting');
    await clock.advance(1);
    expect(wait.result).toBe(DEADLINE_PASSED);
  });

  it('lets the work go on for others who have more time', async () => {
    const clock = createFakeClock();
    const { promise, resolve } = Promise.withResolvers<string>();
    const hasty = watch(waitAtMost(promise, 100, clock));
    const patient = watch(waitAtMost(promise, 500, clock));
    await clock.advance(200);
    resolve('late');
    await clock.advance(1);
    expect(hasty.result).toBe(DEADLINE_PASSED);
    expect(patient.result).toBe('late');
  });

  it('leaves no timer behind', async () => {
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

  it('has no unhandled rejection when the work fails after the deadline', async () => {
    const clock = createFakeClock();
    const { promise, reject } = Promise.withResolvers<string>();
    const wait = watch(waitAtMost(promise, 100, clock));
    await clock.advance(100);
    reject(new Error('too late to matter'));
    // An unhandled rejection fails the run.
    await clock.advance(1);
    expect(wait.result).toBe(DEADLINE_PASSED);
  });
});
