import { describe, expect, test } from 'vitest';
import { momentOf } from '../resilience/clock.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import type { VerifiedClaims } from './identity.ts';
import { createVerdictCache } from './verdict-cache.ts';

const HOUR_MS = 3_600_000;
const TTL_MS = 30_000;
const IF_ERROR_MS = HOUR_MS;
const CALL_MS = 4_000;

const CLAIMS: VerifiedClaims = {
  subjectType: 'VISITOR',
  appId: 'app-1',
  instanceId: 'i-1',
  siteId: 'site-1',
  expiresAtMs: undefined,
};
const FRESH = { kind: 'verified', claims: CLAIMS, isFresh: true };
const STALE = { kind: 'verified', claims: CLAIMS, isFresh: false };
const REFUSED = { kind: 'refused', code: 'inactive_token' };

function setUp(options: Partial<Parameters<typeof createVerdictCache>[0]> = {}) {
  const clock = createFakeClock();
  const cache = createVerdictCache({
    max: 10,
    ttlMs: TTL_MS,
    staleIfErrorMs: IF_ERROR_MS,
    callMs: CALL_MS,
    clock,
    ...options,
  });
  return {
    clock,
    cache,
    get: (key = 'a') => cache.get(key, momentOf(clock)),
    /** A yes to a call that began now, or earlier. */
    verified: (key = 'a', begunMs = clock.monotonicMs()) => {
      cache.verified(key, CLAIMS, { begunMs });
    },
    refused: (key = 'a') => {
      cache.refused(key, 'inactive_token');
    },
    proven: (key = 'a') => {
      cache.proven(key, CLAIMS);
    },
  };
}

describe('a yes of the issuer', () => {
  test('is fresh for its TTL, then stale, then gone', async () => {
    const { clock, get, verified } = setUp();
    expect(get()).toBeUndefined();
    verified();
    await clock.advance(TTL_MS - 1);
    expect(get()).toEqual(FRESH);
    await clock.advance(1);
    expect(get()).toEqual(STALE);
    await clock.advance(IF_ERROR_MS - 1);
    expect(get()).toEqual(STALE);
    await clock.advance(1);
    expect(get()).toBeUndefined();
  });

  test('is about its own key', () => {
    const { get, verified } = setUp();
    verified('a');
    expect(get('b')).toBeUndefined();
  });

  test('is fresh again after the next one', async () => {
    const { clock, get, verified } = setUp();
    verified();
    await clock.advance(TTL_MS + 1);
    verified();
    expect(get()).toEqual(FRESH);
  });

  test('is stale at once with a TTL of 0', async () => {
    const { clock, get, verified } = setUp({ ttlMs: 0 });
    verified();
    expect(get()).toEqual(STALE);
    await clock.advance(IF_ERROR_MS);
    expect(get()).toBeUndefined();
  });

  test('is never stale with a stale-if-error of 0', async () => {
    const { clock, get, verified } = setUp({ staleIfErrorMs: 0 });
    verified();
    await clock.advance(TTL_MS - 1);
    expect(get()).toEqual(FRESH);
    await clock.advance(1);
    expect(get()).toBeUndefined();
  });

  test('is not cached where both are 0', () => {
    const { get, verified } = setUp({ ttlMs: 0, staleIfErrorMs: 0 });
    verified();
    expect(get()).toBeUndefined();
  });

  test('ages while the machine sleeps, so that only the wall clock moves on', () => {
    const { clock, get, verified } = setUp();
    verified();
    clock.jump(TTL_MS - 1);
    expect(get()).toEqual(FRESH);
    clock.jump(1);
    expect(get()).toEqual(STALE);
    clock.jump(IF_ERROR_MS - 1);
    expect(get()).toEqual(STALE);
    clock.jump(1);
    expect(get()).toBeUndefined();
  });

  test('ages while the wall clock is set back', async () => {
    const { clock, get, verified } = setUp();
    verified();
    clock.jump(-24 * HOUR_MS);
    expect(get()).toEqual(FRESH);
    await clock.advance(TTL_MS);
    expect(get()).toEqual(STALE);
    await clock.advance(IF_ERROR_MS);
    expect(get()).toBeUndefined();
  });

  test('is fresh for a request that began before it', async () => {
    const { clock, cache, verified } = setUp();
    const before = momentOf(clock);
    await clock.advance(2_000);
    verified();
    expect(cache.get('a', before)).toEqual(FRESH);
  });

  test('replaces an earlier refusal', async () => {
    const { clock, get, refused, verified } = setUp();
    refused();
    await clock.advance(TTL_MS);
    verified();
    expect(get()).toEqual(FRESH);
    await clock.advance(TTL_MS + IF_ERROR_MS);
    expect(get()).toBeUndefined();
  });

  test('leaves no earlier refusal behind when it is evicted', async () => {
    const { clock, get, refused, verified } = setUp({ max: 1 });
    refused('a');
    await clock.advance(1);
    verified('a');
    verified('b');
    expect(get('a')).toBeUndefined();
  });

  test('is deleted on demand', () => {
    const { cache, get, verified } = setUp();
    verified();
    cache.delete('a');
    expect(get()).toBeUndefined();
  });
});

describe('a local proof', () => {
  test('is fresh for as long as it is cached, on either clock', async () => {
    const { clock, get, proven } = setUp({ ttlMs: 0, staleIfErrorMs: 0 });
    proven();
    await clock.advance(1_000 * HOUR_MS);
    expect(get()).toEqual(FRESH);
    clock.jump(1_000 * HOUR_MS);
    expect(get()).toEqual(FRESH);
  });

  test('is deleted by a refusal', () => {
    const { get, proven, refused } = setUp();
    proven();
    refused();
    expect(get()).toEqual(REFUSED);
  });
});

describe('a refusal of the issuer', () => {
  test('counts for the TTL, on either clock', async () => {
    const { clock, get, refused } = setUp();
    refused();
    await clock.advance(TTL_MS - 1);
    expect(get()).toEqual(REFUSED);
    await clock.advance(1);
    expect(get()).toBeUndefined();

    refused();
    clock.jump(TTL_MS - 1);
    expect(get()).toEqual(REFUSED);
    clock.jump(1);
    expect(get()).toBeUndefined();
  });

  test('lasts no longer when the wall clock is set back', async () => {
    const { clock, get, refused } = setUp();
    refused();
    clock.jump(-24 * HOUR_MS);
    await clock.advance(TTL_MS);
    expect(get()).toBeUndefined();
  });

  test.each([0, 1_000])(
    'counts for a TTL of %d ms, which is shorter than a call',
    async (ttlMs) => {
      const { clock, get, refused } = setUp({ ttlMs });
      refused();
      await clock.advance(ttlMs);
      expect(get()).toBeUndefined();
    },
  );

  test('deletes an earlier yes for good, fresh or stale', async () => {
    const { clock, get, refused, verified } = setUp();
    verified('fresh');
    refused('fresh');
    verified('stale');
    await clock.advance(TTL_MS);
    refused('stale');
    expect([get('fresh'), get('stale')]).toEqual([undefined, REFUSED]);
    await clock.advance(TTL_MS);
    expect([get('fresh'), get('stale')]).toEqual([undefined, undefined]);
  });

  test('is not undone by the yes to a call that began before it', async () => {
    const { clock, get, refused, verified } = setUp();
    const begunMs = clock.monotonicMs();
    await clock.advance(CALL_MS - 1);
    refused();
    await clock.advance(1);
    verified('a', begunMs);
    expect(get()).toEqual(REFUSED);
    await clock.advance(TTL_MS);
    expect(get()).toBeUndefined();
  });

  test('is not undone by such a yes even where the TTL is 0', async () => {
    const { clock, get, refused, verified } = setUp({ ttlMs: 0 });
    const begunMs = clock.monotonicMs();
    refused();
    await clock.advance(CALL_MS - 1);
    verified('a', begunMs);
    expect(get()).toBeUndefined();
  });

  test('is undone by the yes to a call that began after it', async () => {
    const { clock, get, refused, verified } = setUp();
    refused();
    await clock.advance(1);
    verified('a', clock.monotonicMs());
    expect(get()).toEqual(FRESH);
  });

  test('evicts no yes, however many there are', () => {
    const { get, proven, refused, verified } = setUp({ max: 2 });
    verified('opaque');
    proven('signed');
    for (let n = 0; n < 1_000; n += 1) refused(`junk-${n}`);
    expect([get('opaque'), get('signed')]).toEqual([FRESH, FRESH]);
  });
});

test('no more verdicts are cached than the maximum', () => {
  const { get, verified } = setUp({ max: 2 });
  for (const key of ['a', 'b', 'c']) verified(key);
  expect([get('a'), get('b'), get('c')]).toEqual([undefined, FRESH, FRESH]);
});
