import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createCooldowns } from './cooldown.ts';
import type { UpstreamFailure } from './failure.ts';

function setUp() {
  const clock = createFakeClock();
  return { clock, cooldowns: createCooldowns(10, clock) };
}

/** The failures with a Retry-After of the upstream. */
const WITH_RETRY_AFTER: [string, (retryAfterSeconds: number) => UpstreamFailure][] = [
  [
    'throttling',
    (retryAfterSeconds) => ({ kind: 'rate_limited', retryAfterSeconds, called: true }),
  ],
  [
    'an outage',
    (retryAfterSeconds) => ({ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds }),
  ],
];

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

  describe.each(WITH_RETRY_AFTER)('after %s with a Retry-After', (_, failure) => {
    test('lasts until its end, and returns the rest of it', async () => {
      const { clock, cooldowns } = setUp();
      cooldowns.start('a', failure(20));
      expect(cooldowns.failureOf('a')).toEqual(failure(20));
      expect(cooldowns.failureOf('b')).toBeUndefined();
      await clock.advance(12_500);
      expect(cooldowns.failureOf('a')).toEqual(failure(8));
      await clock.advance(7_499);
      expect(cooldowns.failureOf('a')).toEqual(failure(1));
      await clock.advance(1);
      expect(cooldowns.failureOf('a')).toBeUndefined();
    });

    test.each([
      [0, 1_000],
      [0.2, 1_000],
      [1, 1_000],
      [1.5, 1_500],
      [59, 59_000],
    ])('of %d s lasts %d ms', async (retryAfterSeconds, ms) => {
      const { clock, cooldowns } = setUp();
      cooldowns.start('a', failure(retryAfterSeconds));
      await clock.advance(ms - 1);
      expect(cooldowns.failureOf('a')).toEqual(failure(1));
      await clock.advance(1);
      expect(cooldowns.failureOf('a')).toBeUndefined();
    });
  });

  test('ends a cooldown at once', () => {
    const { cooldowns } = setUp();
    cooldowns.start('a', { kind: 'timeout' });
    cooldowns.end('a');
    expect(cooldowns.failureOf('a')).toBeUndefined();
  });
});
