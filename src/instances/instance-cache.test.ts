import { describe, expect, it } from 'vitest';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import {
  createInstanceCache,
  type InstanceCacheOptions,
  type LoadedInstance,
  type LoadInstance,
  type Lookup,
} from './instance-cache.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';

const TTL_MS = 60_000;
const REVALIDATE_MS = 300_000;
const IF_ERROR_MS = 3_600_000;
const NEGATIVE_MS = 10_000;
const WAIT_MS = 6_000;
/** How long somebody waits for a renewal while there is an old value to give. */
const PATIENCE_MS = 300;

const loadedAs = (siteId: string): LoadedInstance => {
  const representation = { body: siteId, contentLength: siteId.length, etag: `"${siteId}"` };
  return {
    kind: 'loaded',
    representations: { visitor: representation, collaborator: representation },
    siteId,
  };
};
const NOT_FOUND: LoadedInstance = { kind: 'not_found' };
const failedBy = (failure: UpstreamFailure): LoadedInstance => ({ kind: 'failed', failure });
const FAILED = failedBy({ kind: 'error', reason: 'status', status: 500 });
const THROTTLED = failedBy({ kind: 'rate_limited', retryAfterSeconds: 20, asked: true });
const OVER_BUDGET = failedBy({ kind: 'rate_limited', retryAfterSeconds: 20, asked: false });
const CIRCUIT_OPEN = failedBy({
  kind: 'unavailable',
  reason: 'circuit_open',
  retryAfterSeconds: 5,
});

function setUp(options: Partial<InstanceCacheOptions> = {}) {
  const clock = createFakeClock();
  const loads: { instanceId: string; cause: 'request' | 'refresh' }[] = [];
  const kept: Promise<unknown>[] = [];
  let load: LoadInstance = () => Promise.resolve(loadedAs(`load-${loads.length}`));
  const cache = createInstanceCache({
    load(instanceId, cause) {
      loads.push({ instanceId, cause });
      return load(instanceId, cause);
    },
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
    /** How loads end from now on. */
    loadAs: (next: LoadedInstance | LoadInstance) => {
      load = typeof next === 'function' ? next : () => Promise.resolve(next);
    },
    /** Loads end when, and as, the test says. */
    hold: () => {
      const held = Promise.withResolvers<LoadedInstance>();
      load = () => held.promise;
      return held;
    },
  };
}

/** What a look-up has come to, as far as it has. */
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
  it('is loaded once, and then answered at once', async () => {
    const { cache, loads, clock } = setUp();
    expect(await cache.find('a')).toMatchObject({
      kind: 'loaded',
      outcome: 'miss',
      instead: 'miss',
      stored: true,
      ttlMs: TTL_MS,
      entry: { siteId: 'load-1' },
    });
    await clock.advance(TTL_MS - 1);
    expect(cache.find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ttlMs: 1 }));
    expect(loads).toEqual([{ instanceId: 'a', cause: 'request' }]);
    expect(cache.size).toBe(1);
  });

  it('does not notice that the wall clock jumps', async () => {
    const { cache, clock, loads } = setUp();
    await cache.find('a');
    clock.jump(24 * 3_600_000);
    expect(cache.find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ttlMs: TTL_MS }));
    clock.jump(-48 * 3_600_000);
    expect(cache.find('a')).toEqual(cachedAs('load-1', { outcome: 'hit', ttlMs: TTL_MS }));
    expect(loads).toHaveLength(1);
  });

  it.each([
    [0, 0.9 * TTL_MS],
    [0.5, TTL_MS],
    [1 - Number.EPSILON, 1.1 * TTL_MS],
  ])('lasts, with a random %d, for %d ms', async (random, ttlMs) => {
    const { cache } = setUp({ random: () => random });
    const lookup = await cache.find('a');
    if (lookup.kind !== 'loaded') expect.unreachable(lookup.kind);
    expect(lookup.ttlMs).toBeCloseTo(ttlMs, 3);
    expect(lookup.ttlMs).toBeLessThanOrEqual(1.1 * TTL_MS);
  });

  it('has a jitter of its own', async () => {
    const numbers = [0.1, 0.9];
    const { cache } = setUp({ random: () => numbers.shift() ?? 0.5 });
    const [a, b] = [await cache.find('a'), await cache.find('b')];
    expect(a).not.toMatchObject({ ttlMs: (b as { ttlMs: number }).ttlMs });
  });

  it('goes when there are too many: the least recently used', async () => {
    const { cache, loads } = setUp({ maxEntries: 2 });
    await cache.find('a');
    await cache.find('b');
    void cache.find('a');
    await cache.find('c');
    expect(cache.size).toBe(2);
    expect(cache.find('a')).toMatchObject({ kind: 'cached' });
    expect(await cache.find('b')).toMatchObject({ kind: 'loaded' });
    expect(loads).toHaveLength(4);
  });
});

describe('whether an entry is there', () => {
  it('is told without a load, for as long as it can be served', async () => {
    const { cache, clock, loads } = setUp();
    expect(cache.has('a')).toBe(false);
    await cache.find('a');
    await clock.advance(TTL_MS + IF_ERROR_MS - 1);
    expect(cache.has('a')).toBe(true);
    await clock.advance(1);
    expect(cache.has('a')).toBe(false);
    expect(loads).toHaveLength(1);
  });

  it('is asked without keeping the entry from going', async () => {
    const { cache } = setUp({ maxEntries: 2 });
    await cache.find('a');
    await cache.find('b');
    expect(cache.has('a')).toBe(true);
    await cache.find('c');
    expect(cache.has('a')).toBe(false);
    expect(cache.has('b')).toBe(true);
  });
});

describe('a missing entry', () => {
  it('is loaded once for a thousand who ask at once', async () => {
    const { cache, loads, hold } = setUp();
    const load = hold();
    const lookups = Array.from({ length: 1000 }, async () => cache.find('a'));
    await settle();
    load.resolve(loadedAs('shared'));
    const settled = await Promise.all(lookups);
    expect(settled.filter(({ outcome }) => outcome === 'miss')).toHaveLength(1);
    expect(settled.filter(({ outcome }) => outcome === 'collapsed')).toHaveLength(999);
    expect(loads).toHaveLength(1);
  });

  it('is loaded on its own for each instance', async () => {
    const { cache, loads } = setUp();
    await Promise.all([cache.find('a'), cache.find('b')]);
    expect(loads.map(({ instanceId }) => instanceId)).toEqual(['a', 'b']);
  });

  it('gives its failure to those who wait, then backs off a second, then tries again', async () => {
    const { cache, loads, clock, loadAs } = setUp();
    loadAs(FAILED);
    const settled = await Promise.all(Array.from({ length: 10 }, async () => cache.find('a')));
    expect(settled[0]).toMatchObject({ kind: 'failed', outcome: 'miss', asked: true });
    expect(settled[9]).toMatchObject({ kind: 'failed', outcome: 'collapsed', asked: true });

    await clock.advance(999);
    expect(cache.find('a')).toMatchObject({ kind: 'failed', outcome: 'miss', asked: false });
    expect(loads).toHaveLength(1);

    loadAs(loadedAs('well again'));
    await clock.advance(1);
    expect(await cache.find('a')).toMatchObject({ kind: 'loaded' });
    expect(loads).toHaveLength(2);
  });

  it('lets a throttling last for as long as Wix says', async () => {
    const { cache, loads, clock, loadAs } = setUp();
    loadAs(THROTTLED);
    await cache.find('a');
    loadAs(loadedAs('well again'));
    await clock.advance(19_999);
    expect(cache.find('a')).toMatchObject({ failure: { retryAfterSeconds: 1 }, asked: false });
    expect(loads).toHaveLength(1);
    await clock.advance(1);
    expect(await cache.find('a')).toMatchObject({ kind: 'loaded' });
  });

  it.each([OVER_BUDGET, CIRCUIT_OPEN])('says that Wix was not asked: %o', async (failure) => {
    const { cache, loadAs } = setUp();
    loadAs(failure);
    expect(await cache.find('a')).toMatchObject({ kind: 'failed', asked: false });
  });

  it('ends in a time-out when its load never comes back, and the next caller loads anew', async () => {
    const { cache, loads, clock, loadAs } = setUp();
    loadAs(never);
    const first = watch(cache.find('a'));
    await clock.advance(WAIT_MS - 1);
    expect(first.settled).toBeUndefined();
    await clock.advance(1);
    expect(first.settled).toMatchObject({ kind: 'failed', failure: { kind: 'timeout' } });

    loadAs(loadedAs('second try'));
    expect(await cache.find('a')).toMatchObject({ kind: 'loaded', outcome: 'miss' });
    expect(loads).toHaveLength(2);
  });

  it('is not overwritten by a load that was given up and comes back late', async () => {
    const { cache, clock, loadAs, hold } = setUp();
    const slow = hold();
    void cache.find('a');
    await clock.advance(WAIT_MS);
    loadAs(loadedAs('newer'));
    await cache.find('a');
    slow.resolve(loadedAs('older'));
    await settle();
    expect(cache.find('a')).toEqual(cachedAs('newer', { outcome: 'hit' }));
  });

  it('hands every load to whoever keeps work alive, once', async () => {
    const { cache, kept, clock, hold } = setUp();
    const load = hold();
    void Promise.all([cache.find('a'), cache.find('a')]);
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
    void cache.find('a');
    expect(kept).toHaveLength(2);
  });
});

describe('a stale entry', () => {
  it('is served at once while one load renews it behind', async () => {
    const { cache, loads, clock, hold } = setUp();
    await cache.find('a');
    const renewal = hold();
    await clock.advance(TTL_MS + 1_000);
    const served = Array.from({ length: 100 }, () => cache.find('a'));
    for (const lookup of served) {
      expect(lookup).toEqual(cachedAs('load-1', { outcome: 'stale', ttlMs: -1_000 }));
      expect(lookup).not.toHaveProperty('because');
    }
    await settle();
    expect(loads).toEqual([
      { instanceId: 'a', cause: 'request' },
      { instanceId: 'a', cause: 'refresh' },
    ]);

    renewal.resolve(loadedAs('renewed'));
    await settle();
    expect(cache.find('a')).toEqual(cachedAs('renewed', { outcome: 'hit', ttlMs: TTL_MS }));
  });

  it('is renewed behind for as long as stale-while-revalidate, and waited for after that', async () => {
    const { cache, clock, loads, loadAs } = setUp();
    await cache.find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS + REVALIDATE_MS - 1);
    expect(cache.find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
    await clock.advance(1_001);
    loadAs(loadedAs('renewed'));
    expect(await cache.find('a')).toMatchObject({
      kind: 'loaded',
      outcome: 'miss',
      instead: 'stale',
      stored: true,
      entry: { siteId: 'renewed' },
    });
    expect(loads.map(({ cause }) => cause)).toEqual(['request', 'refresh', 'request']);
  });

  it('is served on when its renewal fails, and renewed once a second at most', async () => {
    const { cache, clock, loads, loadAs } = setUp();
    await cache.find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS);
    for (let i = 0; i < 10; i += 1) {
      expect(cache.find('a')).toEqual(cachedAs('load-1', { outcome: 'stale' }));
      await settle();
    }
    expect(loads).toHaveLength(2);
    await clock.advance(1_000);
    void cache.find('a');
    await settle();
    expect(loads).toHaveLength(3);
  });

  it('is removed when its renewal says that the instance is gone', async () => {
    const { cache, clock, loads, loadAs } = setUp();
    await cache.find('a');
    loadAs(NOT_FOUND);
    await clock.advance(TTL_MS);
    expect(cache.find('a')).toMatchObject({ kind: 'cached', outcome: 'stale' });
    await settle();
    expect(cache.size).toBe(0);
    expect(cache.find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    expect(loads).toHaveLength(2);
  });
});

describe('an entry too stale to be served unasked', () => {
  const TOO_STALE_MS = TTL_MS + REVALIDATE_MS;

  async function tooStale() {
    const all = setUp();
    await all.cache.find('a');
    await all.clock.advance(TOO_STALE_MS);
    return all;
  }

  it.each([FAILED, THROTTLED, failedBy({ kind: 'timeout' })])(
    'is served because Wix failed: %o',
    async (failure) => {
      const { cache, loadAs } = await tooStale();
      loadAs(failure);
      expect(await cache.find('a')).toEqual(
        cachedAs('load-1', { outcome: 'stale', because: 'wix_failed', ttlMs: -REVALIDATE_MS }),
      );
    },
  );

  it.each([OVER_BUDGET, CIRCUIT_OPEN])(
    'is served because Wix could not be asked: %o',
    async (failure) => {
      const { cache, loadAs } = await tooStale();
      loadAs(failure);
      expect(await cache.find('a')).toEqual(cachedAs('load-1', { because: 'wix_not_asked' }));
    },
  );

  it('is served at once, without a call, within the back-off of the last failure', async () => {
    const { cache, clock, loads, loadAs } = await tooStale();
    loadAs(FAILED);
    await cache.find('a');
    await clock.advance(999);
    expect(cache.find('a')).toEqual(cachedAs('load-1', { because: 'wix_not_asked' }));
    expect(loads).toHaveLength(2);
    await clock.advance(1);
    expect(cache.find('a')).toBeInstanceOf(Promise);
    await settle();
    expect(loads).toHaveLength(3);
  });

  it('is served when Wix is slower than patience, and the load goes on', async () => {
    const { cache, clock, loads, hold } = await tooStale();
    const slow = hold();
    const lookup = watch(cache.find('a'));
    await clock.advance(PATIENCE_MS - 1);
    expect(lookup.settled).toBeUndefined();
    await clock.advance(1);
    expect(lookup.settled).toEqual(cachedAs('load-1', { because: 'wix_failed' }));

    slow.resolve(loadedAs('slow'));
    await settle();
    expect(cache.find('a')).toEqual(cachedAs('slow', { outcome: 'hit' }));
    expect(loads).toHaveLength(2);
  });

  it('is renewed by one load for all who ask at once', async () => {
    const { cache, loads } = await tooStale();
    const [first, second] = await Promise.all([cache.find('a'), cache.find('a')]);
    expect(first).toMatchObject({ kind: 'loaded', outcome: 'miss', instead: 'stale' });
    expect(second).toMatchObject({ kind: 'loaded', outcome: 'collapsed', instead: 'stale' });
    expect(loads).toHaveLength(2);
  });

  it('gives way to the news that the instance is gone', async () => {
    const { cache, loadAs } = await tooStale();
    loadAs(NOT_FOUND);
    expect(await cache.find('a')).toEqual({
      kind: 'not_found',
      outcome: 'miss',
      instead: 'stale',
      stored: true,
    });
    expect(cache.size).toBe(0);
  });

  it('is gone when even stale-if-error is over', async () => {
    const { cache, clock, loadAs } = setUp();
    await cache.find('a');
    loadAs(FAILED);
    await clock.advance(TTL_MS + IF_ERROR_MS - 1);
    expect(await cache.find('a')).toEqual(cachedAs('load-1', { because: 'wix_failed' }));
    await clock.advance(1_000);
    expect(await cache.find('a')).toMatchObject({ kind: 'failed', outcome: 'miss' });
  });

  it('is served for its whole time while the jitter made it fresh for longer', async () => {
    const { cache, clock, loadAs } = setUp({ random: () => 1 - Number.EPSILON });
    await cache.find('a');
    loadAs(FAILED);
    await clock.advance(1.1 * TTL_MS + IF_ERROR_MS - 2);
    expect(await cache.find('a')).toEqual(cachedAs('load-1', { because: 'wix_failed' }));
  });
});

describe('an instance that Wix does not know', () => {
  it('is remembered for its time, and asked about after it', async () => {
    const { cache, clock, loads, loadAs } = setUp();
    loadAs(NOT_FOUND);
    expect(await cache.find('a')).toEqual({
      kind: 'not_found',
      outcome: 'miss',
      instead: 'miss',
      stored: true,
    });
    await clock.advance(NEGATIVE_MS - 1);
    expect(cache.find('a')).toMatchObject({ kind: 'not_found', outcome: 'negative' });
    expect(loads).toHaveLength(1);

    loadAs(loadedAs('installed again'));
    await clock.advance(1);
    expect(await cache.find('a')).toMatchObject({ kind: 'loaded' });
  });

  it('is told to all who wait', async () => {
    const { cache, loads, loadAs } = setUp();
    loadAs(NOT_FOUND);
    const [first, second] = await Promise.all([cache.find('a'), cache.find('a')]);
    expect([first.outcome, second.outcome]).toEqual(['miss', 'collapsed']);
    expect(loads).toHaveLength(1);
  });

  it('pushes out no entry, however many there are of it', async () => {
    const { cache, loadAs } = setUp({ maxEntries: 2 });
    await cache.find('a');
    await cache.find('b');
    loadAs(NOT_FOUND);
    for (let i = 0; i < 100; i += 1) await cache.find(`junk-${i}`);
    expect(cache.find('a')).toMatchObject({ kind: 'cached' });
    expect(cache.find('b')).toMatchObject({ kind: 'cached' });
  });
});

describe('an invalidation', () => {
  it('removes the entry, the refusal and the back-off', async () => {
    const { cache, loads, loadAs } = setUp();
    await cache.find('a');
    cache.invalidate('a');
    expect(cache.size).toBe(0);
    loadAs(NOT_FOUND);
    await cache.find('a');
    cache.invalidate('a');
    loadAs(FAILED);
    expect(await cache.find('a')).toMatchObject({ kind: 'failed', asked: true });
    cache.invalidate('a');
    loadAs(loadedAs('new'));
    expect(await cache.find('a')).toMatchObject({ kind: 'loaded' });
    expect(loads).toHaveLength(4);
  });

  it('touches no other instance', async () => {
    const { cache } = setUp();
    await cache.find('a');
    await cache.find('b');
    cache.invalidate('a');
    expect(cache.find('b')).toMatchObject({ kind: 'cached' });
  });

  it('wins over a load that is under way: what it brings is answered, and not stored', async () => {
    const { cache, loads, hold, loadAs } = setUp();
    const old = hold();
    const waiting = cache.find('a');
    await settle();
    cache.invalidate('a');

    loadAs(loadedAs('new'));
    expect(await cache.find('a')).toMatchObject({ kind: 'loaded', outcome: 'miss', stored: true });
    old.resolve(loadedAs('old'));
    expect(await waiting).toMatchObject({
      kind: 'loaded',
      stored: false,
      entry: { siteId: 'old' },
    });
    expect(cache.find('a')).toEqual(cachedAs('new', { outcome: 'hit' }));
    expect(loads).toHaveLength(2);
  });

  it.each([loadedAs('old'), NOT_FOUND, FAILED])(
    'lets nothing of what was fetched before it stay: %o',
    async (brought) => {
      const { cache, loads, hold, loadAs } = setUp();
      const old = hold();
      const waiting = cache.find('a');
      await settle();
      cache.invalidate('a');
      old.resolve(brought);
      const settled = await waiting;
      expect(settled.kind).toBe(brought.kind);
      if (settled.kind !== 'failed') expect(settled).toMatchObject({ stored: false });
      expect(cache.size).toBe(0);

      loadAs(loadedAs('new'));
      expect(await cache.find('a')).toMatchObject({ kind: 'loaded', entry: { siteId: 'new' } });
      expect(loads).toHaveLength(2);
    },
  );

  it('wins over a renewal that is under way', async () => {
    const { cache, clock, hold, loadAs } = setUp();
    await cache.find('a');
    await clock.advance(TTL_MS);
    const renewal = hold();
    void cache.find('a');
    await settle();
    cache.invalidate('a');
    renewal.resolve(loadedAs('renewed before the event'));
    await settle();
    expect(cache.size).toBe(0);
    loadAs(loadedAs('new'));
    expect(await cache.find('a')).toMatchObject({ entry: { siteId: 'new' } });
  });
});
