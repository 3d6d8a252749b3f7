import { expect, it } from 'vitest';
import { type Asked, failed } from './failure.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createGate } from './policy.ts';

type Answer = Asked<string>;

const TIMEOUT = failed({ kind: 'timeout' });
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

it('the gate opens its circuit in an outage also while most attempts find the queue full', async () => {
  const gate = createGate({ maxConcurrency: 1, reclaimAfterMs: 4_000, clock: createFakeClock() });
  for (let round = 0; round < 2; round += 1) {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const accepted = Array.from({ length: 5 }, () => gate.guard(() => promise));
    expect(gate.inFlight).toBe(1);
    const turnedAway = await Promise.all(
      Array.from({ length: 50 }, () => gate.guard(() => promise)),
    );
    expect(turnedAway).toEqual(Array.from({ length: 50 }, () => QUEUE_FULL));
    resolve(TIMEOUT);
    await Promise.all(accepted);
  }
  expect(gate.circuit).toBe('open');
});
