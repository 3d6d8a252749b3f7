import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createSetbacks } from './cooldown.ts';
import type { UpstreamFailure } from './failure.ts';

function setUp() {
  const clock = createFakeClock();
  return { clock, setbacks: createSetbacks({ max: 10, clock }) };
}

const throttled = (retryAfterSeconds: number): UpstreamFailure => ({
  kind: 'rate_limited',
  retryAfterSeconds,
  asked: true,
});

describe('createSetbacks', () => {
  it.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'status', status: 500 },
  ])('remembers $kind $reason for a second', async (failure) => {
    const { clock, setbacks } = setUp();
    setbacks.note('a', failure);
    await clock.advance(999);
    expect(setbacks.of('a')).toEqual(failure);
    expect(setbacks.of('b')).toBeUndefined();
    await clock.advance(1);
    expect(setbacks.of('a')).toBeUndefined();
  });

  it.each<UpstreamFailure>([
    { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
    { kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 },
    { kind: 'rate_limited', retryAfterSeconds: 30, asked: false },
  ])('remembers nothing of %o: Wix was not asked', (failure) => {
    const { setbacks } = setUp();
    setbacks.note('a', failure);
    expect(setbacks.of('a')).toBeUndefined();
  });

  it('keeps a throttling until its Retry-After is over, and says what is left of it', async () => {
    const { clock, setbacks } = setUp();
    setbacks.note('a', throttled(20));
    expect(setbacks.of('a')).toEqual(throttled(20));
    await clock.advance(12_500);
    expect(setbacks.of('a')).toEqual(throttled(8));
    await clock.advance(7_499);
    expect(setbacks.of('a')).toEqual(throttled(1));
    await clock.advance(1);
    expect(setbacks.of('a')).toBeUndefined();
  });

  it.each([
    [0, 1_000],
    [0.2, 1_000],
    [59, 59_000],
  ])('backs off from a Retry-After of %d s for %d ms', async (retryAfterSeconds, backOffMs) => {
    const { clock, setbacks } = setUp();
    setbacks.note('a', throttled(retryAfterSeconds));
    await clock.advance(backOffMs - 1);
    expect(setbacks.of('a')).toBeDefined();
    await clock.advance(1);
    expect(setbacks.of('a')).toBeUndefined();
  });

  it('forgets at once what is cleared', () => {
    const { setbacks } = setUp();
    setbacks.note('a', { kind: 'timeout' });
    setbacks.clear('a');
    expect(setbacks.of('a')).toBeUndefined();
  });
});
