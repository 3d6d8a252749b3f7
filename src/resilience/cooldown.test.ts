import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createCooldowns } from './cooldown.ts';
import type { UpstreamFailure } from './failure.ts';

function setUp() {
  const clock = createFakeClock();
  return { clock, cooldowns: createCooldowns(10, clock) };
}

const throttled = (retryAfterSeconds: number): UpstreamFailure => ({
  kind: 'rate_limited',
  retryAfterSeconds,
  called: true,
});

describe('createCooldowns', () => {
  test.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'status', status: 500 },
  ])('lets a key cool down for one second after $kind $reason', async (failure) => {
    const { clock, cooldowns } = setUp();
    cooldowns.start('a', failure);
    await clock.advance(999);
    expect(cooldowns.failureOf('a')).toEqual(failure);
    expect(cooldowns.failureOf('b')).toBeUndefined();
    await clock.advance(1);
    expect(cooldowns.failureOf('a')).toBeUndefined();
  });

  test.each<UpstreamFailure>([
    { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
    { kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 },
    { kind: 'rate_limited', retryAfterSeconds: 30, called: false },
  ])('starts no cooldown where no call was made: %o', (failure) => {
    const { cooldowns } = setUp();
    cooldowns.start('a', failure);
    expect(cooldowns.failureOf('a')).toBeUndefined();
  });

  test('lasts until the end of a Retry-After, and returns the rest of it', async () => {
    const { clock, cooldowns } = setUp();
    cooldowns.start('a', throttled(20));
    expect(cooldowns.failureOf('a')).toEqual(throttled(20));
    await clock.advance(12_500);
    expect(cooldowns.failureOf('a')).toEqual(throttled(8));
    await clock.advance(7_499);
    expect(cooldowns.failureOf('a')).toEqual(throttled(1));
    await clock.advance(1);
    expect(cooldowns.failureOf('a')).toBeUndefined();
  });

  test.each([
    [0, 1_000],
    [0.2, 1_000],
    [59, 59_000],
  ])('turns a Retry-After of %d s into a cooldown of %d ms', async (retryAfterSeconds, ms) => {
    const { clock, cooldowns } = setUp();
    cooldowns.start('a', throttled(retryAfterSeconds));
    await clock.advance(ms - 1);
    expect(cooldowns.failureOf('a')).toBeDefined();
    await clock.advance(1);
    expect(cooldowns.failureOf('a')).toBeUndefined();
  });

  test('ends a cooldown at once', () => {
    const { cooldowns } = setUp();
    cooldowns.start('a', { kind: 'timeout' });
    cooldowns.end('a');
    expect(cooldowns.failureOf('a')).toBeUndefined();
  });
});
