import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { Clock } from '../resilience/clock.ts';
import { DEADLINE_PASSED, waitAtMost } from '../resilience/timeout.ts';
import type { Representations } from './represent-instance.ts';
import { createSetbacks } from '../resilience/cooldown.ts';
import { createSingleFlight, type Flight } from '../resilience/single-flight.ts';
import { createTimedStore } from '../resilience/ttl-cache.ts';
import {
  failed,
  type Failed,
  type NotFound,
  type UpstreamFailure,
  wasAsked,
} from '../resilience/failure.ts';

/** The share of freshness that is jitter: what was loaded together must not expire together. */
const JITTER = 0.1;

/**
 * How long somebody waits for a renewal while there is an old value to give. Slower than almost
 * every call to Wix, faster than anybody's patience.
 */
const STALE_PATIENCE_MS = 300;

export interface InstanceEntry {
  readonly representations: Representations;
  readonly siteId: string | undefined;
  /** Both on the monotonic clock. */
  readonly loadedAtMs: number;
  readonly freshUntilMs: number;
}

/** How a look-up went, as `Cache-Status` and telemetry tell it. `ttlMs` is negative once stale. */
export type Lookup =
  | {
      readonly kind: 'cached';
      readonly outcome: 'hit' | 'stale';
      readonly entry: InstanceEntry;
      readonly ttlMs: number;
      /** Why a value was served whose time to be served was over. */
      readonly because?: 'wix_failed' | 'wix_not_asked';
    }
  | {
      readonly kind: 'loaded';
      readonly outcome: 'miss' | 'collapsed';
      readonly entry: InstanceEntry;
      readonly ttlMs: number;
      /** What there was before: nothing, or something too old. */
      readonly instead: 'miss' | 'stale';
      /** False where an invalidation came in between. */
      readonly stored: boolean;
    }
  | {
      readonly kind: 'not_found';
      readonly outcome: 'miss' | 'collapsed' | 'negative';
      readonly instead: 'miss' | 'stale';
      readonly stored: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly outcome: 'miss' | 'collapsed';
      readonly failure: UpstreamFailure;
      /** Whether Wix was asked for this request, or for one it waited with. */
      readonly asked: boolean;
    };

export type CacheOutcome = Lookup['outcome'];

export type LoadedInstance =
  | {
      readonly kind: 'loaded';
      readonly representations: Representations;
      readonly siteId: string | undefined;
    }
  | NotFound
  | Failed;

/** Loads one instance from Wix. Always resolves. A `refresh` goes on behind an answered request. */
export type LoadInstance = (
  instanceId: string,
  purpose: 'request' | 'refresh',
  cause?: Cause,
) => Promise<LoadedInstance>;

export interface InstanceCacheOptions {
  readonly load: LoadInstance;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** As `createSingleFlight` has it. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly ttlMs: number;
  /** Both are counted from the end of freshness, as in RFC 5861. */
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly negativeTtlMs: number;
  readonly maxEntries: number;
  /** How long a request waits for a load when there is nothing else to give. */
  readonly waitMs: number;
}

export interface InstanceCache {
  /**
   * Answers at once where it can, so that a hit costs no turn of the event loop. `nowMs` as
   * `TimedStore` has it.
   */
  find(instanceId: string, cause?: Cause, nowMs?: number): Lookup | Promise<Lookup>;
  /** Whether it is cached, fresh or stale. Loads nothing, and counts as no use of it. */
  has(instanceId: string): boolean;
  /** Forgets the instance. It wins over a load that is under way. */
  invalidate(instanceId: string): void;
  readonly size: number;
}

/** A load that has come back and found its place in the cache, or none. */
type Settled =
  | { readonly kind: 'loaded'; readonly entry: InstanceEntry; readonly stored: boolean }
  | { readonly kind: 'not_found'; readonly stored: boolean }
  | Failed;

/** Instances by id: fresh, stale but good enough, or loaded once for all who wait. */
export function createInstanceCache(options: InstanceCacheOptions): InstanceCache {
  const { clock, ttlMs, staleWhileRevalidateMs, staleIfErrorMs, waitMs } = options;
  const keepStaleMs = Math.max(staleWhileRevalidateMs, staleIfErrorMs);
  const bounds = { max: options.maxEntries, clock };
  const entries = createTimedStore<InstanceEntry>(bounds);
  // Stores of their own, so that ids nobody has cannot push out the instances of real sites.
  const negatives = createTimedStore<true>(bounds);
  const setbacks = createSetbacks(bounds);
  const flights = createSingleFlight<Settled>({
    reclaimAfterMs: waitMs,
    clock,
    keepAlive: options.keepAlive,
  });

  function board(instanceId: string, purpose: 'request' | 'refresh', cause: Cause) {
    return flights.board(
      instanceId,
      async (flight) => settle(instanceId, await options.load(instanceId, purpose, cause), flight),
      cause,
    );
  }

  function settle(instanceId: string, loaded: LoadedInstance, flight: Flight): Settled {
    const current = flight.isCurrent();
    switch (loaded.kind) {
      case 'loaded': {
        const entry = entryOf(loaded);
        if (!current) return { kind: 'loaded', entry, stored: false };
        negatives.delete(instanceId);
        setbacks.clear(instanceId);
        const keepMs = entry.freshUntilMs - entry.loadedAtMs + keepStaleMs;
        return { kind: 'loaded', entry, stored: entries.set(instanceId, entry, keepMs) };
      }
      case 'not_found':
        if (!current) return { kind: 'not_found', stored: false };
        entries.delete(instanceId);
        return {
          kind: 'not_found',
          stored: negatives.set(instanceId, true, options.negativeTtlMs),
        };
      case 'failed':
        if (current) setbacks.note(instanceId, loaded.failure);
        return loaded;
    }
  }

  function entryOf(loaded: Extract<LoadedInstance, { kind: 'loaded' }>): InstanceEntry {
    const { representations, siteId } = loaded;
    const loadedAtMs = clock.monotonicMs();
    const jitter = 1 + JITTER * (2 * options.random() - 1);
    return { representations, siteId, loadedAtMs, freshUntilMs: loadedAtMs + ttlMs * jitter };
  }

  function serveWhileRenewing(instanceId: string, entry: InstanceEntry, cause: Cause): Lookup {
    if (!flights.isUnderWay(instanceId) && !setbacks.of(instanceId)) {
      board(instanceId, 'refresh', cause);
    }
    return cached(entry);
  }

  async function renewOrServe(
    instanceId: string,
    entry: InstanceEntry,
    cause: Cause,
  ): Promise<Lookup> {
    const { result, collapsed } = board(instanceId, 'request', cause);
    const settled = await waitAtMost(result, STALE_PATIENCE_MS, clock);
    if (settled === DEADLINE_PASSED) return cached(entry, 'wix_failed');
    if (settled.kind === 'failed') {
      return cached(entry, wasAsked(settled.failure) ? 'wix_failed' : 'wix_not_asked');
    }
    return awaited(settled, collapsed, 'stale');
  }

  async function loadMissing(instanceId: string, cause: Cause): Promise<Lookup> {
    const { result, collapsed } = board(instanceId, 'request', cause);
    const settled = await waitAtMost(result, waitMs, clock);
    return settled === DEADLINE_PASSED
      ? awaited(failed({ kind: 'timeout' }), collapsed, 'miss')
      : awaited(settled, collapsed, 'miss');
  }

  function cached(entry: InstanceEntry, because?: 'wix_failed' | 'wix_not_asked'): Lookup {
    const left = entry.freshUntilMs - clock.monotonicMs();
    const lookup = {
      kind: 'cached',
      outcome: left > 0 ? 'hit' : 'stale',
      entry,
      ttlMs: left,
    } as const;
    return because ? { ...lookup, because } : lookup;
  }

  function awaited(settled: Settled, collapsed: boolean, instead: 'miss' | 'stale'): Lookup {
    const outcome = collapsed ? 'collapsed' : 'miss';
    switch (settled.kind) {
      case 'loaded': {
        const left = settled.entry.freshUntilMs - clock.monotonicMs();
        return { ...settled, outcome, instead, ttlMs: left };
      }
      case 'not_found':
        return { ...settled, outcome, instead };
      case 'failed':
        return { ...settled, outcome, asked: wasAsked(settled.failure) };
    }
  }

  return {
    find(instanceId, cause = NOBODY, nowMs = clock.monotonicMs()) {
      const entry = entries.get(instanceId, nowMs);
      if (entry) {
        const ttlMs = entry.freshUntilMs - nowMs;
        if (ttlMs > 0) return { kind: 'cached', outcome: 'hit', entry, ttlMs };
        if (-ttlMs < staleWhileRevalidateMs) return serveWhileRenewing(instanceId, entry, cause);
        if (setbacks.of(instanceId)) return cached(entry, 'wix_not_asked');
        return renewOrServe(instanceId, entry, cause);
      }
      if (negatives.get(instanceId))
        return { kind: 'not_found', outcome: 'negative', instead: 'miss', stored: true };
      const failure = setbacks.of(instanceId);
      if (failure) return { kind: 'failed', outcome: 'miss', failure, asked: false };
      return loadMissing(instanceId, cause);
    },
    has: (instanceId) => entries.has(instanceId),
    invalidate(instanceId) {
      flights.invalidate(instanceId);
      entries.delete(instanceId);
      negatives.delete(instanceId);
      setbacks.clear(instanceId);
    },
    get size() {
      return entries.size;
    },
  };
}
