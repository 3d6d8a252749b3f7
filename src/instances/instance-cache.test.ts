import { describe, expect, test } from 'vitest';
import type { AttemptOptions } from '../resilience/bulkhead.ts';
import { failed, type UpstreamFailure } from '../resilience/failure.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import { unobservedScope } from '../test-support/unobserved-scope.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import { createInstanceCache, type InstanceCacheOptions } from './instance-cache.ts';
import type { InstanceSource, LoadResult } from './instance-source.ts';
import type { Lookup } from './lookup.ts';

const TTL_MS = 60_000;
const REVALIDATE_MS = 300_000;
const IF_ERROR_MS = 3_600_000;
const NEGATIVE_MS = 10_000;
const WAIT_MS = 6_000;
/** How long a request waits for a revalidation while a stale entry could be served. */
const PATIENCE_MS = 300;

const loadedAs = (siteId: string): LoadResult => ({
  kind: 'loaded',
  instance: { instance: {}, site: { siteId } },
});
const NOT_FOUND: LoadResult = { kind: 'not_found' };
const failedBy = (failure: UpstreamFailure): LoadResult => failed(failure);
const FAILED = failedBy({ kind: 'error', reason: 'status', status: 500 });
const THROTTLED = failedBy({ kind: 'rate_limited', retryAfterSeconds: 20, called: true });
const RETRY_LATER = failedBy({ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 20 });
const OVER_BUDGET = failedBy({ kind: 'rate_limited', retryAfterSeconds: 20, called: false });
const CIRCUIT_OPEN = failedBy({
  kind: 'unavailable',
  reason: 'circuit_open',
  retryAfterSeconds: 5,
});
const QUEUE_FULL = failedBy({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

function setUp(options: Partial<InstanceCacheOptions> = {}) {
  const clock = createFakeClock();
  const loads: { instanceId: string; by: 'request' | 'refresh' }[] = [];
  const kept: Promise<unknown>[] = [];
  const refresh = {
    ...unobservedScope(clock),
    ended: 0,
    end() {
      refresh.ended += 1;
    },
  };
  /** A request that begins now. */
  const request = (): RequestScope => ({
    ...unobservedScope(clock),
    startRefresh: () => refresh,
  });
  let load: InstanceSource['load'] = () => Promise.resolve(loadedAs(`load-${loads.length}`));
  const cache = createInstanceCache({
    source: {
      load(instanceId, scope) {
        loads.push({ instanceId, by: scope === refresh ? 'refresh' : 'request' });
        return load(instanceId, scope);
      },
    },
    policy: { run: (attempt) => attempt() },
    digest: (text) => text,
    clock,
    random: () => 0.5,
    keepAlive: (work) => kept.push(work),
    ttlMs: TTL_MS,
    staleWhileRevalidateMs: REVALIDATE_MS,
    staleIfErrorMs: IF_ERROR_MS,
    negativeTtlMs: NEGATIVE_MS,
    maxEntries: 100,
    waitMs: WAIT_MS,
    ...options,
  });
  return {
    clock,
    cache,
    loads,
    kept,
    /** The scope of every revalidation in the background. */
    refresh,
    find: (instanceId: string, scope: RequestScope = request()) =>
      cache.find(instanceId, clock.monotonicMs(), scope),
    /** Sets the result of all loads from now on. */
    loadAs: (next: LoadResult | InstanceSource['load']) => {
      load = typeof next === 'function' ? next : () => Promise.resolve(next);
    },
    /** Keeps all loads from now on in flight until the test resolves them. */
    hold: () => {
      const held = Promise.withResolvers<LoadResult>();
      load = () => held.promise;
      return held;
    },
  };
}

/** Holds the result of a look-up once there is one. */
function watch(lookup: Lookup | Promise<Lookup>): { settled?: Lookup } {
  const watched: { settled?: Lookup } = {};
  void Promise.resolve(lookup).then((settled) => {
    watched.settled = settled;
  });
  return watched;
}

const cachedAs = (siteId: string, rest: object) =>
  expect.objectContaining({
    kind: 'cached',
    entry: expect.objectContaining({ siteId }),
    ...rest,
  });

describe('a fresh entry', () => {
  test('is loaded once and then returned at once', async () => {
    const { cache, find, loads, clock } = setUp();
    expect(await find('a')).toMatchObject({
      kind: 'loaded',
      outcome: 'miss',
      forwarded: 'miss',
      stored: true,
      ageMs: 0,
      ttlMs: TTL_MS,
      entry: { siteId: 'load-1' },
    });
    await clock.advance(TTL_MS - 1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ageMs: TTL_MS - 1, ttlMs: 1 }));
    expect(loads).toEqual([{ instanceId: 'a', by: 'request' }]);
    expect(cache.size).toBe(1);
  });

  test.each([
    [0, 0.9 * TTL_MS],
    [0.5, TTL_MS],
    [1 - Number.EPSILON, 1.1 * TTL_MS],
  ])('with a random number of %d stays fresh for %d ms', async (random, ttlMs) => {
    const { find } = setUp({ random: () => random });
    const lookup = await find('a');
    if (lookup.kind !== 'loaded') expect.unreachable(lookup.kind);
    expect(lookup.ttlMs).toBeCloseTo(ttlMs, 3);
    expect(lookup.ttlMs).toBeLessThanOrEqual(1.1 * TTL_MS);
  });

  test('has its own jitter', async () => {
    const numbers = [0.1, 0.9];
    const { find } = setUp({ random: () => numbers.shift() ?? 0.5 });
    const [a, b] = [await find('a'), await find('b')];
    expect(a).not.toMatchObject({ ttlMs: (b as { ttlMs: number }).ttlMs });
  });

  test('is evicted past the maximum if it is the least recently used', async () => {
    const { cache, find, loads } = setUp({ maxEntries: 2 });
    await find('a');
    await find('b');
    void find('a');
    await find('c');
    expect(cache.size).toBe(2);
    expect(find('a')).toMatchObject({ kind: 'cached' });
    expect(await find('b')).toMatchObject({ kind: 'loaded' });
    expect(loads).toHaveLength(4);
  });
});

describe('a machine that slept, so that only the wall clock moved on,', () => {
  const HOUR_MS = 3_600_000;

  test('serves an entry as fresh only for as long as its TTL', async () => {
    const { find, clock, loads } = setUp();
    await find('a');
    clock.jump(TTL_MS - 1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ageMs: TTL_MS - 1, ttlMs: 1 }));
    clock.jump(1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale', ageMs: TTL_MS, ttlMs: 0 }));
    await settle();
    expect(loads.map(({ by }) => by)).toEqual(['request', 'refresh']);
    expect(find('a')).toEqual(cachedAs('load-2', { outcome: 'hit', ageMs: 0, ttlMs: TTL_MS }));
  });

  test('waits for a revalidation past stale-while-revalidate', async () => {
    const { find, clock } = setUp();
    await find('a');
    clock.jump(HOUR_MS);
    expect(await find('a')).toMatchObject({ kind: 'loaded', forwarded: 'stale' });
  });

  test('serves a stale entry for as long as stale-if-error, and no longer', async () => {
    const { find, clock, loadAs } = setUp();
    await find('a');
    loadAs(FAILED);
    clock.jump(TTL_MS + IF_ERROR_MS - 1);
    expect(await find('a')).toEqual(cachedAs('load-1', { reason: 'upstream_failed' }));
    clock.jump(1);
    expect(await find('a')).toMatchObject({ kind: 'failed' });
  });

  test('serves a negative entry only for as long as its TTL', async () => {
    const { find, clock, loadAs } = setUp();
    loadAs(NOT_FOUND);
    await find('a');
    loadAs(loadedAs('installed meanwhile'));
    clock.jump(NEGATIVE_MS - 1);
    expect(find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    clock.jump(1);
    expect(await find('a')).toMatchObject({ kind: 'loaded' });
  });
});

describe('a wall clock that is set back', () => {
  test('makes no entry fresher than it is', async () => {
    const { find, clock } = setUp();
    await find('a');
    clock.jump(-24 * 3_600_000);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ageMs: 0, ttlMs: TTL_MS }));
    await clock.advance(TTL_MS - 1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ttlMs: 1 }));
    await clock.advance(1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale', ttlMs: 0 }));
  });

  test('makes no negative entry last longer', async () => {
    const { find, clock, loadAs } = setUp();
    loadAs(NOT_FOUND);
    await find('a');
    clock.jump(-24 * 3_600_000);
    await clock.advance(NEGATIVE_MS);
    expect(find('a')).toBeInstanceOf(Promise);
  });
});

describe('has', () => {
  test('reports an entry for as long as it can be served, without a load', async () => {
    const { cache, find, clock, loads } = setUp();
    expect(cache.has('a')).toBe(false);
    await find('a');
    await clock.advance(TTL_MS + IF_ERROR_MS - 1);
    expect(cache.has('a')).toBe(true);
    await clock.advance(1);
    expect(cache.has('a')).toBe(false);
    expect(loads).toHaveLength(1);
  });

  test('does not count as a use of the entry', async () => {
    const { cache, find } = setUp({ maxEntries: 2 });
    await find('a');
    await find('b');
    expect(cache.has('a')).toBe(true);
    await find('c');
    expect(cache.has('a')).toBe(false);
    expect(cache.has('b')).toBe(true);
  });
});

describe('a missing entry', () => {
  test('is loaded once for a thousand concurrent requests', async () => {
    const { find, loads, hold } = setUp();
    const load = hold();
    const lookups = Array.from({ length: 1000 }, async () => find('a'));
    await settle();
    load.resolve(loadedAs('shared'));
    const settled = await Promise.all(lookups);
    expect(settled.filter(({ outcome }) => outcome === 'miss')).toHaveLength(1);
    expect(settled.filter(({ outcome }) => outcome === 'collapsed')).toHaveLength(999);
    expect(loads).toHaveLength(1);
  });

  test('is loaded separately for each instance', async () => {
    const { find, loads } = setUp();
    await Promise.all([find('a'), find('b')]);
    expect(loads.map(({ instanceId }) => instanceId)).toEqual(['a', 'b']);
  });

  test('passes a failure to all that wait, cools down for a second, and is loaded again', async () => {
    const { find, loads, clock, loadAs } = setUp();
    loadAs(FAILED);
    const settled = await Promise.all(Array.from({ length: 10 }, async () => find('a')));
    expect(settled[0]).toMatchObject({ kind: 'failed', outcome: 'miss', called: true });
    expect(settled[9]).toMatchObject({ kind: 'failed', outcome: 'collapsed', called: true });

    await clock.advance(999);
    expect(find('a')).toMatchObject({ kind: 'failed', outcome: 'miss', called: false });
    expect(loads).toHaveLength(1);

    loadAs(loadedAs('recovered'));
    await clock.advance(1);
    expect(await find('a')).toMatchObject({ kind: 'loaded' });
    expect(loads).toHaveLength(2);
  });

  test.each([THROTTLED, RETRY_LATER])(
    'cools down for as long as the Retry-After of the upstream: %o',
    async (failure) => {
      const { find, loads, clock, loadAs } = setUp();
      loadAs(failure);
      expect(await find('a')).toMatchObject({ kind: 'failed', called: true });
      loadAs(loadedAs('recovered'));
      await clock.advance(500);
      expect(find('a')).toMatchObject({ failure: { retryAfterSeconds: 20 }, called: false });
      await clock.advance(19_499);
      expect(find('a')).toMatchObject({ failure: { retryAfterSeconds: 1 }, called: false });
      expect(loads).toHaveLength(1);
      await clock.advance(1);
      expect(await find('a')).toMatchObject({ kind: 'loaded' });
    },
  );

  test.each([OVER_BUDGET, CIRCUIT_OPEN, QUEUE_FULL])(
    'reports that the upstream was not called, and does not cool down: %o',
    async (failure) => {
      const { find, loadAs } = setUp();
      loadAs(failure);
      expect(await find('a')).toMatchObject({ kind: 'failed', called: false });
      loadAs(loadedAs('recovered'));
      expect(await find('a')).toMatchObject({ kind: 'loaded' });
    },
  );

  test('times out if its load never returns, and the next request loads it again', async () => {
    const { find, loads, clock, loadAs } = setUp();
    loadAs(never);
    const first = watch(find('a'));
    await clock.advance(WAIT_MS - 1);
    expect(first.settled).toBeUndefined();
    await clock.advance(1);
    expect(first.settled).toMatchObject({ kind: 'failed', failure: { kind: 'timeout' } });

    loadAs(loadedAs('second try'));
    expect(await find('a')).toMatchObject({ kind: 'loaded', outcome: 'miss' });
    expect(loads).toHaveLength(2);
  });

  test('passes each load to keepAlive once', async () => {
    const { find, kept, clock, hold } = setUp();
    const load = hold();
    void Promise.all([find('a'), find('a')]);
    await settle();
    expect(kept).toHaveLength(1);
    let done = false;
    void kept[0]?.then(() => {
      done = true;
    });
    await settle();
    expect(done).toBe(false);
    load.resolve(loadedAs('a'));
    await settle();
    expect(done).toBe(true);

    await clock.advance(TTL_MS);
    void find('a');
    expect(kept).toHaveLength(2);
  });
});

describe('an abandoned load', () => {
  /** Two loads of one instance: requests gave up on the first one, and the second one has begun. */
  async function twoLoads(options: Partial<InstanceCacheOptions> = {}) {
    const all = setUp(options);
    const older = all.hold();
    void all.find('a');
    await all.clock.advance(WAIT_MS);
    const newer = all.hold();
    const waiting = Promise.resolve(all.find('a'));
    await all.clock.advance(100);
    expect(all.loads).toHaveLength(2);
    return { ...all, older, newer, waiting };
  }

  test('that returns while a newer one is in flight is stored and served', async () => {
    const { find, older, newer, waiting, loads } = await twoLoads();
    older.resolve(loadedAs('older'));
    await settle();
    expect(find('a')).toEqual(cachedAs('older', { outcome: 'hit' }));

    newer.resolve(loadedAs('newer'));
    expect(await waiting).toMatchObject({ kind: 'loaded', stored: true });
    expect(find('a')).toEqual(cachedAs('newer', { outcome: 'hit' }));
    expect(loads).toHaveLength(2);
  });

  test('whose instance is unknown is stored as a negative entry, until a newer one finds it', async () => {
    const { find, older, newer, waiting } = await twoLoads();
    older.resolve(NOT_FOUND);
    await settle();
    expect(find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    newer.resolve(loadedAs('newer'));
    await waiting;
    expect(find('a')).toEqual(cachedAs('newer', { outcome: 'hit' }));
  });

  test.each([loadedAs('older'), NOT_FOUND])(
    'that returns after the result of a newer one was stored is not stored: %o',
    async (result) => {
      const { find, older, newer, waiting } = await twoLoads();
      newer.resolve(loadedAs('newer'));
      await waiting;
      older.resolve(result);
      await settle();
      expect(find('a')).toEqual(cachedAs('newer', { outcome: 'hit' }));
    },
  );

  test('that returns after a newer one found no instance is not stored', async () => {
    const { cache, find, older, newer, waiting } = await twoLoads();
    newer.resolve(NOT_FOUND);
    await waiting;
    older.resolve(loadedAs('older'));
    await settle();
    expect(find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    expect(cache.size).toBe(0);
  });

  test('that returns after a newer one failed is stored and ends the cooldown', async () => {
    const { find, clock, loads, older, newer, waiting } = await twoLoads({ ttlMs: 5_000 });
    newer.resolve(THROTTLED);
    await waiting;
    expect(find('a')).toMatchObject({ kind: 'failed', called: false });
    older.resolve(loadedAs('older'));
    await settle();
    expect(find('a')).toEqual(cachedAs('older', { outcome: 'hit' }));

    // Before the Retry-After of the newer one ends.
    await clock.advance(5_000);
    expect(find('a')).toEqual(cachedAs('older', { outcome: 'stale' }));
    await settle();
    expect(loads).toHaveLength(3);
  });

  test('that fails while a newer one is in flight starts no cooldown', async () => {
    const { find, older, newer, waiting } = await twoLoads();
    older.resolve(THROTTLED);
    await settle();
    expect(find('a')).toBeInstanceOf(Promise);
    newer.resolve(loadedAs('newer'));
    expect(await waiting).toMatchObject({ kind: 'loaded', stored: true });
  });

  test('and the newer one are both not stored if an invalidation came after they began', async () => {
    const { cache, find, older, newer, waiting, loadAs, loads } = await twoLoads();
    cache.invalidate('a');
    older.resolve(loadedAs('older'));
    newer.resolve(loadedAs('newer'));
    expect(await waiting).toMatchObject({ kind: 'loaded', stored: false });
    expect(cache.size).toBe(0);
    loadAs(loadedAs('after the invalidation'));
    expect(await find('a')).toMatchObject({ entry: { siteId: 'after the invalidation' } });
    expect(loads).toHaveLength(3);
  });
});

describe('the policy', () => {
  /** A policy whose queue is full of others: its attempts wait until the test admits them. */
  function queue() {
    const queued: { admit: () => void; drop: () => void; isAwaited: () => boolean }[] = [];
    const policy: InstanceCacheOptions['policy'] = {
      run: (attempt, { isAwaited = () => true }: AttemptOptions = {}) =>
        new Promise((resolve) => {
          queued.push({
            admit: () => {
              resolve(attempt());
            },
            drop: () => {
              resolve(QUEUE_FULL as Extract<LoadResult, { kind: 'failed' }>);
            },
            isAwaited,
          });
        }),
    };
    return { queued, policy };
  }

  test('stands before each load', async () => {
    const { queued, policy } = queue();
    const { find, loads } = setUp({ policy });
    const lookup = watch(find('a'));
    await settle();
    expect(loads).toHaveLength(0);
    queued[0]?.admit();
    await settle();
    expect(loads).toHaveLength(1);
    expect(lookup.settled).toMatchObject({ kind: 'loaded', stored: true });
  });

  test('learns that nobody waits for a queued load any more', async () => {
    const { queued, policy } = queue();
    const { find, clock } = setUp({ policy });
    void find('a');
    await clock.advance(WAIT_MS - 1);
    expect(queued[0]?.isAwaited()).toBe(true);
    void find('a');
    await clock.advance(WAIT_MS - 1);
    expect(queued[0]?.isAwaited()).toBe(true);
    await clock.advance(1);
    expect(queued[0]?.isAwaited()).toBe(false);
    expect(queued).toHaveLength(1);
  });

  test('that drops a load starts no cooldown', async () => {
    const { queued, policy } = queue();
    const { find, loads } = setUp({ policy });
    const lookup = watch(find('a'));
    await settle();
    queued[0]?.drop();
    await settle();
    expect(lookup.settled).toMatchObject({ kind: 'failed', called: false });
    expect(find('a')).toBeInstanceOf(Promise);
    await settle();
    expect(queued).toHaveLength(2);
    expect(loads).toHaveLength(0);
  });

  test('that drops a revalidation ends its refresh, and the stale entry stays', async () => {
    const { queued, policy } = queue();
    const { find, clock, refresh } = setUp({ policy });
    void find('a');
    await settle();
    queued[0]?.admit();
    await clock.advance(TTL_MS);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
    await settle();
    queued[1]?.drop();
    await settle();
    expect(refresh.ended).toBe(1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
  });
});

describe('a stale entry', () => {
  test('is served at once while one load revalidates it in the background', async () => {
    const { find, loads, clock, hold } = setUp();
    await find('a');
    const revalidation = hold();
    await clock.advance(TTL_MS + 1_000);
    const served = Array.from({ length: 100 }, () => find('a'));
    for (const lookup of served) {
      expect(lookup).toEqual(
        cachedAs('load-1', { outcome: 'stale', ageMs: TTL_MS + 1_000, ttlMs: -1_000 }),
      );
      expect(lookup).not.toHaveProperty('reason');
    }
    await settle();
    expect(loads).toEqual([
      { instanceId: 'a', by: 'request' },
      { instanceId: 'a', by: 'refresh' },
    ]);

    revalidation.resolve(loadedAs('revalidated'));
    await settle();
    expect(find('a')).toEqual(cachedAs('revalidated', { outcome: 'hit', ttlMs: TTL_MS }));
  });

  test('is revalidated in the background until stale-while-revalidate ends, and awaited after that', async () => {
    const { find, clock, loads, loadAs } = setUp();
    await find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS + REVALIDATE_MS - 1);
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
    await clock.advance(1_001);
    loadAs(loadedAs('revalidated'));
    expect(await find('a')).toMatchObject({
      kind: 'loaded',
      outcome: 'miss',
      forwarded: 'stale',
      stored: true,
      entry: { siteId: 'revalidated' },
    });
    expect(loads.map(({ by }) => by)).toEqual(['request', 'refresh', 'request']);
  });

  test('is still served when its revalidation fails, and is revalidated at most once a second', async () => {
    const { find, clock, loads, loadAs } = setUp();
    await find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS);
    for (let i = 0; i < 10; i += 1) {
      expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
      await settle();
    }
    expect(loads).toHaveLength(2);
    await clock.advance(1_000);
    void find('a');
    await settle();
    expect(loads).toHaveLength(3);
  });

  test('is deleted when its revalidation finds no instance', async () => {
    const { cache, find, clock, loads, loadAs } = setUp();
    await find('a');
    loadAs(NOT_FOUND);
    await clock.advance(TTL_MS);
    expect(find('a')).toMatchObject({ kind: 'cached', outcome: 'stale' });
    await settle();
    expect(cache.size).toBe(0);
    expect(find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    expect(loads).toHaveLength(2);
  });
});

describe('an entry past stale-while-revalidate', () => {
  const TOO_STALE_MS = TTL_MS + REVALIDATE_MS;

  async function tooStale() {
    const all = setUp();
    await all.find('a');
    await all.clock.advance(TOO_STALE_MS);
    return all;
  }

  test.each([FAILED, THROTTLED, RETRY_LATER, failedBy({ kind: 'timeout' })])(
    'is served if the upstream failed: %o',
    async (failure) => {
      const { find, loadAs } = await tooStale();
      loadAs(failure);
      expect(await find('a')).toEqual(
        cachedAs('load-1', {
          outcome: 'stale',
          reason: 'upstream_failed',
          ageMs: TOO_STALE_MS,
          ttlMs: -REVALIDATE_MS,
        }),
      );
    },
  );

  test.each([OVER_BUDGET, CIRCUIT_OPEN, QUEUE_FULL])(
    'is served if the upstream was not called: %o',
    async (failure) => {
      const { find, loadAs } = await tooStale();
      loadAs(failure);
      expect(await find('a')).toEqual(cachedAs('load-1', { reason: 'upstream_not_called' }));
    },
  );

  test('is served at once, without a call, during the cooldown after a failure', async () => {
    const { find, clock, loads, loadAs } = await tooStale();
    loadAs(FAILED);
    await find('a');
    await clock.advance(999);
    expect(find('a')).toEqual(cachedAs('load-1', { reason: 'upstream_not_called' }));
    expect(loads).toHaveLength(2);
    await clock.advance(1);
    expect(find('a')).toBeInstanceOf(Promise);
    await settle();
    expect(loads).toHaveLength(3);
  });

  test('is served after 300 ms if the upstream is slow, and the load continues', async () => {
    const { find, clock, loads, hold } = await tooStale();
    const slow = hold();
    const lookup = watch(find('a'));
    await clock.advance(PATIENCE_MS - 1);
    expect(lookup.settled).toBeUndefined();
    await clock.advance(1);
    expect(lookup.settled).toEqual(cachedAs('load-1', { reason: 'upstream_failed' }));

    slow.resolve(loadedAs('slow'));
    await settle();
    expect(find('a')).toEqual(cachedAs('slow', { outcome: 'hit' }));
    expect(loads).toHaveLength(2);
  });

  test('is revalidated by one load for all concurrent requests', async () => {
    const { find, loads } = await tooStale();
    const [first, second] = await Promise.all([find('a'), find('a')]);
    expect(first).toMatchObject({ kind: 'loaded', outcome: 'miss', forwarded: 'stale' });
    expect(second).toMatchObject({ kind: 'loaded', outcome: 'collapsed', forwarded: 'stale' });
    expect(loads).toHaveLength(2);
  });

  test('is not served if the upstream reports that the instance is gone', async () => {
    const { cache, find, loadAs } = await tooStale();
    loadAs(NOT_FOUND);
    expect(await find('a')).toEqual({
      kind: 'not_found',
      outcome: 'miss',
      forwarded: 'stale',
      stored: true,
    });
    expect(cache.size).toBe(0);
  });

  test('is gone after stale-if-error', async () => {
    const { find, clock, loadAs } = setUp();
    await find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS + IF_ERROR_MS - 1);
    expect(await find('a')).toEqual(cachedAs('load-1', { reason: 'upstream_failed' }));
    await clock.advance(1_000);
    expect(await find('a')).toMatchObject({ kind: 'failed', outcome: 'miss' });
  });

  test('is served for all of stale-if-error if jitter extended its freshness', async () => {
    const { find, clock, loadAs } = setUp({ random: () => 1 - Number.EPSILON });
    await find('a');
    loadAs(FAILED);
    await clock.advance(1.1 * TTL_MS + IF_ERROR_MS - 2);
    expect(await find('a')).toEqual(cachedAs('load-1', { reason: 'upstream_failed' }));
  });
});

describe('stale-while-revalidate longer than stale-if-error', () => {
  const LONG_MS = 600_000;
  const longRevalidate = { staleWhileRevalidateMs: LONG_MS, staleIfErrorMs: 60_000 };

  test('keeps the entry for all of stale-while-revalidate, and no longer', async () => {
    const { cache, find, clock, loads, loadAs } = setUp(longRevalidate);
    await find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS + LONG_MS - 1);
    expect(cache.has('a')).toBe(true);
    const lookup = find('a');
    expect(lookup).toEqual(cachedAs('load-1', { outcome: 'stale', ttlMs: 1 - LONG_MS }));
    expect(lookup).not.toHaveProperty('reason');
    await settle();
    expect(loads.map(({ by }) => by)).toEqual(['request', 'refresh']);

    await clock.advance(1);
    expect(cache.has('a')).toBe(false);
    expect(find('a')).toMatchObject({ kind: 'failed', outcome: 'miss', called: false });
  });

  test('revalidates the entry after stale-if-error', async () => {
    const { find, clock, loadAs } = setUp(longRevalidate);
    await find('a');
    await clock.advance(TTL_MS + 60_000 + 1_000);
    loadAs(loadedAs('revalidated'));
    expect(find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
    await settle();
    expect(find('a')).toEqual(cachedAs('revalidated', { outcome: 'hit', ttlMs: TTL_MS }));
  });
});

describe('the request scope', () => {
  test('of a request that joins a load learns whose load it is', async () => {
    const { clock, find, hold } = setUp();
    const load = hold();
    const joined: [string, RequestScope][] = [];
    const scopeOf = (name: string): RequestScope => ({
      ...unobservedScope(clock),
      joined: (leader) => joined.push([name, leader]),
    });
    const leader = scopeOf('leader');
    const scopes = [leader, scopeOf('follower')];
    const lookups = scopes.map(async (scope) => find('a', scope));
    lookups.push(Promise.resolve(find('b', scopeOf('other'))));
    load.resolve(loadedAs('a'));
    await Promise.all(lookups);
    expect(joined).toEqual([['follower', leader]]);
  });

  test('of a request that joins a revalidation in the background learns of the refresh', async () => {
    const { find, clock, hold, refresh } = setUp({ staleWhileRevalidateMs: 1_000 });
    await find('a');
    hold();
    await clock.advance(TTL_MS + 999);
    void find('a');
    await clock.advance(1);
    const leaders: RequestScope[] = [];
    void find('a', { ...unobservedScope(clock), joined: (leader) => leaders.push(leader) });
    await settle();
    expect(leaders).toEqual([refresh]);
  });

  test.each([loadedAs('new'), NOT_FOUND, FAILED])(
    'of a refresh ends with its load, once: %o',
    async (result) => {
      const { find, clock, hold, refresh } = setUp();
      await find('a');
      await clock.advance(TTL_MS);
      const load = hold();
      void find('a');
      void find('a');
      await settle();
      expect(refresh.ended).toBe(0);
      load.resolve(result);
      await settle();
      expect(refresh.ended).toBe(1);
    },
  );
});

describe('a negative entry', () => {
  test('is cached for its TTL, and the instance is loaded after that', async () => {
    const { find, clock, loads, loadAs } = setUp();
    loadAs(NOT_FOUND);
    expect(await find('a')).toEqual({
      kind: 'not_found',
      outcome: 'miss',
      forwarded: 'miss',
      stored: true,
    });
    await clock.advance(NEGATIVE_MS - 1);
    expect(find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    expect(loads).toHaveLength(1);

    loadAs(loadedAs('installed again'));
    await clock.advance(1);
    expect(await find('a')).toMatchObject({ kind: 'loaded' });
  });

  test('answers all requests that wait', async () => {
    const { find, loads, loadAs } = setUp();
    loadAs(NOT_FOUND);
    const [first, second] = await Promise.all([find('a'), find('a')]);
    expect([first.outcome, second.outcome]).toEqual(['miss', 'collapsed']);
    expect(loads).toHaveLength(1);
  });

  test('never evicts an instance, however many negative entries there are', async () => {
    const { find, loadAs } = setUp({ maxEntries: 2 });
    await find('a');
    await find('b');
    loadAs(NOT_FOUND);
    for (let i = 0; i < 100; i += 1) await find(`junk-${i}`);
    expect(find('a')).toMatchObject({ kind: 'cached' });
    expect(find('b')).toMatchObject({ kind: 'cached' });
  });
});

describe('an invalidation', () => {
  test('deletes the entry, the negative entry and the cooldown', async () => {
    const { cache, find, loads, loadAs } = setUp();
    await find('a');
    cache.invalidate('a');
    expect(cache.size).toBe(0);
    loadAs(NOT_FOUND);
    await find('a');
    cache.invalidate('a');
    loadAs(FAILED);
    expect(await find('a')).toMatchObject({ kind: 'failed', called: true });
    cache.invalidate('a');
    loadAs(loadedAs('new'));
    expect(await find('a')).toMatchObject({ kind: 'loaded' });
    expect(loads).toHaveLength(4);
  });

  test('affects no other instance', async () => {
    const { cache, find } = setUp();
    await find('a');
    await find('b');
    cache.invalidate('a');
    expect(find('b')).toMatchObject({ kind: 'cached' });
  });

  test('wins over a load in flight, whose result is returned but not stored', async () => {
    const { cache, find, loads, hold, loadAs } = setUp();
    const old = hold();
    const waiting = find('a');
    await settle();
    cache.invalidate('a');

    loadAs(loadedAs('new'));
    expect(await find('a')).toMatchObject({ kind: 'loaded', outcome: 'miss', stored: true });
    old.resolve(loadedAs('old'));
    expect(await waiting).toMatchObject({
      kind: 'loaded',
      stored: false,
      entry: { siteId: 'old' },
    });
    expect(find('a')).toEqual(cachedAs('new', { outcome: 'hit' }));
    expect(loads).toHaveLength(2);
  });

  test.each([loadedAs('old'), NOT_FOUND, FAILED])(
    'stores nothing of a load that began before it: %o',
    async (result) => {
      const { cache, find, loads, hold, loadAs } = setUp();
      const old = hold();
      const waiting = find('a');
      await settle();
      cache.invalidate('a');
      old.resolve(result);
      const settled = await waiting;
      expect(settled.kind).toBe(result.kind);
      if (settled.kind !== 'failed') expect(settled).toMatchObject({ stored: false });
      expect(cache.size).toBe(0);

      loadAs(loadedAs('new'));
      expect(await find('a')).toMatchObject({ kind: 'loaded', entry: { siteId: 'new' } });
      expect(loads).toHaveLength(2);
    },
  );

  test('wins over a revalidation in flight', async () => {
    const { cache, find, clock, hold, loadAs } = setUp();
    await find('a');
    await clock.advance(TTL_MS);
    const revalidation = hold();
    void find('a');
    await settle();
    cache.invalidate('a');
    revalidation.resolve(loadedAs('older than the invalidation'));
    await settle();
    expect(cache.size).toBe(0);
    loadAs(loadedAs('new'));
    expect(await find('a')).toMatchObject({ entry: { siteId: 'new' } });
  });
});
