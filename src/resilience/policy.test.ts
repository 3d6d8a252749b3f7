import { expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { failed } from './failure.ts';
import { createPolicy } from './policy.ts';

const TIMEOUT = failed({ kind: 'timeout' });
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
const mustNotStart = () => Promise.reject(new Error('the attempt was made'));

test('a policy opens its circuit in an outage even while the full queue rejects most attempts', async () => {
  const clock = createFakeClock();
  const policy = createPolicy({ maxConcurrency: 1, reclaimAfterMs: 4_000, clock });
  for (let round = 0; round < 2; round += 1) {
    const { promise, resolve } = Promise.withResolvers<typeof TIMEOUT>();
    const accepted = Array.from({ length: 5 }, () => policy.run(() => promise));
    expect(policy.inFlight).toBe(1);
    const rejected = await Promise.all(Array.from({ length: 50 }, () => policy.run(() => promise)));
    expect(rejected).toEqual(Array.from({ length: 50 }, () => QUEUE_FULL));
    resolve(TIMEOUT);
    await Promise.all(accepted);
  }
  expect(policy.circuit).toBe('open');
});

test('a policy pauses after one throttled attempt, where it is told to', async () => {
  const clock = createFakeClock();
  const policy = createPolicy({
    maxConcurrency: 1,
    reclaimAfterMs: 4_000,
    clock,
    pausesWhenThrottled: true,
  });
  const throttled = failed({ kind: 'rate_limited', retryAfterSeconds: 30, called: true });
  const attempts = Array.from({ length: 5 }, () => policy.run(() => Promise.resolve(throttled)));
  const [first, ...queued] = await Promise.all(attempts);
  expect(first).toEqual(throttled);
  const paused = failed({ kind: 'rate_limited', retryAfterSeconds: 30, called: false });
  expect(queued).toEqual([paused, paused, paused, paused]);
  expect(policy.circuit).toBe('open');
});

test('a policy drops a queued attempt that nobody awaits any more', async () => {
  const policy = createPolicy({
    maxConcurrency: 1,
    reclaimAfterMs: 4_000,
    clock: createFakeClock(),
  });
  const { promise, resolve } = Promise.withResolvers<typeof TIMEOUT>();
  void policy.run(() => promise);
  const dropped = policy.run(mustNotStart, { isAwaited: () => false });
  resolve(TIMEOUT);
  expect(await dropped).toEqual(failed({ kind: 'timeout', called: false }));
});
