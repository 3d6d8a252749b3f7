import { describe, expect, it } from 'vitest';
import { type Asked, failed } from '../get-instance/upstream.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { createGate } from './gate.ts';

type Answer = Asked<string>;

const WELL: Answer = { kind: 'answered', value: 'well' };
const TIMEOUT = failed({ kind: 'timeout' });
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

function setUp(maxConcurrency: number) {
  const clock = createFakeClock();
  const gate = createGate({ maxConcurrency, clock });
  let made = 0;
  return {
    clock,
    gate,
    made: () => made,
    attempt: (answer: Promise<Answer>) =>
      gate.guard(() => {
        made += 1;
        return answer;
      }),
  };
}

describe('the gate', () => {
  it('lets so many be under way, four times as many wait, and turns the next away', async () => {
    const { gate, attempt, made } = setUp(2);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const accepted = Array.from({ length: 10 }, () => attempt(promise));
    await settle();
    expect(gate.inFlight).toBe(2);
    expect(await attempt(promise)).toEqual(QUEUE_FULL);
    expect(made()).toBe(2);

    resolve(WELL);
    expect(await Promise.all(accepted)).toEqual(Array.from({ length: 10 }, () => WELL));
    expect(made()).toBe(10);
    expect(gate.inFlight).toBe(0);
  });

  it('gives the place back also when an attempt is a bug', async () => {
    const { gate } = setUp(1);
    const bug = () => Promise.reject(new TypeError('a bug'));
    await expect(gate.guard(bug)).rejects.toThrow('a bug');
    expect(gate.inFlight).toBe(0);
  });

  it('opens its circuit in an outage also while most attempts find the queue full', async () => {
    const { gate, attempt } = setUp(1);
    for (let round = 0; round < 10; round += 1) {
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const accepted = Array.from({ length: 5 }, () => attempt(promise));
      const turnedAway = await Promise.all(Array.from({ length: 50 }, () => attempt(promise)));
      expect(turnedAway).toEqual(Array.from({ length: 50 }, () => QUEUE_FULL));
      resolve(TIMEOUT);
      await Promise.all(accepted);
      if (gate.circuit === 'open') break;
    }
    expect(gate.circuit).toBe('open');
  });

  it('bounds those who wait for the outcome of a probe', async () => {
    const { clock, gate, attempt, made } = setUp(2);
    for (let i = 0; i < 10; i += 1) await attempt(Promise.resolve(TIMEOUT));
    expect(gate.circuit).toBe('open');
    await clock.advance(5_000);

    const { promise, resolve } = Promise.withResolvers<Answer>();
    const before = made();
    const waiting = Array.from({ length: 10 }, () => attempt(promise));
    await settle();
    expect(gate.circuit).toBe('half_open');
    expect(made()).toBe(before + 1);
    expect(await attempt(promise)).toEqual(QUEUE_FULL);
    expect(gate.circuit).toBe('half_open');

    resolve(WELL);
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 10 }, () => WELL));
    expect(gate.circuit).toBe('closed');
  });
});
