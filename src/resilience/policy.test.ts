import { expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { failed } from './failure.ts';
import { createPolicy } from './policy.ts';

const TIMEOUT = failed({ kind: 'timeout' });
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

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
