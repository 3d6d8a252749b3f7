import type { Clock } from '../resilience/clock.ts';
import { createCooldowns } from '../resilience/cooldown.ts';
import { type Failed, failed, wasCalled } from '../resilience/failure.ts';
import { createSingleFlight, type Flight } from '../resilience/single-flight.ts';
import { TIMED_OUT, waitAtMost } from '../resilience/timeout.ts';
import { createTtlCache } from '../resilience/ttl-cache.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import { createEntry, type Digest, type InstanceEntry } from './instance-entry.ts';
import type { AppInstance, InstanceSource, LoadResult } from './instance-source.ts';
import type { Forwarded, Lookup, StaleReason } from './lookup.ts';

/** The share of freshness that is jitter: entries that were loaded together must not expire together. */
const JITTER = 0.1;

/**
 * How long a request waits for a revalidation while a stale entry could be served. Slower than almost
 * every call to Wix, faster than a visitor notices.
 */
const STALE_PATIENCE_MS = 300;

export interface InstanceCacheOptions {
  readonly source: InstanceSource;
  readonly digest: Digest;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** See `createSingleFlight`. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly ttlMs: number;
  /** Both count from the end of freshness, as in RFC 5861. */
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly negativeTtlMs: number;
  readonly maxEntries: number;
  /** How long a request waits for a load when nothing is cached. */
  readonly waitMs: number;
}

export interface InstanceCache {
  /** Returns at once where it can, so that a hit costs no turn of the event loop. */
  find(instanceId: string, nowMs: number, scope: RequestScope): Lookup | Promise<Lookup>;
  /** Whether an entry is cached, fresh or stale. Loads nothing and does not count as a use. */
  has(instanceId: string): boolean;
  /** Deletes the entry. It wins over a load in flight. */
  invalidate(instanceId: string): void;
  readonly size: number;
}

/** An entry with its times on this process's monotonic clock. */
interface StoredEntry extends InstanceEntry {
  readonly loadedAtMs: number;
  readonly freshUntilMs: number;
}

/** A finished load, after it was stored or not. */
type Settled =
  | { readonly kind: 'loaded'; readonly entry: StoredEntry; readonly stored: boolean }
  | { readonly kind: 'not_found'; readonly stored: boolean }
  | Failed;

/** Instances by id: fresh, stale, or loaded once for all requests that wait. */
export function createInstanceCache(options: InstanceCacheOptions): InstanceCache {
  const { source, clock, ttlMs, staleWhileRevalidateMs, staleIfErrorMs, waitMs } = options;
  const keepStaleMs = Math.max(staleWhileRevalidateMs, staleIfErrorMs);
  const entries = createTtlCache<StoredEntry>(options.maxEntries);
  // Apart, so that ids of unknown instances cannot evict real ones.
  const negatives = createTtlCache<true>(options.maxEntries);
  const cooldowns = createCooldowns(options.maxEntries, clock);
  const loads = createSingleFlight<Settled, RequestScope>({
    reclaimAfterMs: waitMs,
    clock,
    keepAlive: options.keepAlive,
  });

  function settle(instanceId: string, result: LoadResult, flight: Flight): Settled {
    const isCurrent = flight.isCurrent();
    const nowMs = clock.monotonicMs();
    switch (result.kind) {
      case 'loaded': {
        const entry = storedEntry(instanceId, result.instance, nowMs);
        if (!isCurrent) return { kind: 'loaded', entry, stored: false };
        negatives.delete(instanceId);
        cooldowns.end(instanceId);
        const keepMs = entry.freshUntilMs - nowMs + keepStaleMs;
        return { kind: 'loaded', entry, stored: entries.set(instanceId, entry, keepMs, nowMs) };
      }
      case 'not_found': {
        if (!isCurrent) return { kind: 'not_found', stored: false };
        entries.delete(instanceId);
        const stored = negatives.set(instanceId, true, options.negativeTtlMs, nowMs);
        return { kind: 'not_found', stored };
      }
      case 'failed':
        if (isCurrent) cooldowns.start(instanceId, result.failure);
        return result;
    }
  }

  function storedEntry(instanceId: string, answer: AppInstance, loadedAtMs: number): StoredEntry {
    const jitter = 1 + JITTER * (2 * options.random() - 1);
    const entry = createEntry(instanceId, answer, options.digest);
    return { ...entry, loadedAtMs, freshUntilMs: loadedAtMs + ttlMs * jitter };
  }

  /** Loads the instance, or joins the load in flight. */
  function load(instanceId: string, scope: RequestScope) {
    const run = loads.run(instanceId, scope, async (flight) =>
      settle(instanceId, await source.load(instanceId, scope), flight),
    );
    if (run.collapsed) scope.joined(run.owner);
    return run;
  }

  /** Starts a load that no request waits for. */
  function revalidateInBackground(instanceId: string, scope: RequestScope): void {
    if (loads.inFlight(instanceId) || cooldowns.failureOf(instanceId)) return;
    const refresh = scope.startRefresh();
    void loads.run(instanceId, refresh, async (flight) => {
      try {
        return settle(instanceId, await source.load(instanceId, refresh), flight);
      } finally {
        refresh.end();
      }
    });
  }

  async function revalidateOrServeStale(
    instanceId: string,
    entry: StoredEntry,
    scope: RequestScope,
  ): Promise<Lookup> {
    const { result, collapsed } = load(instanceId, scope);
    const settled = await waitAtMost(result, STALE_PATIENCE_MS, clock);
    if (settled === TIMED_OUT) return stale(entry, 'upstream_failed');
    if (settled.kind === 'failed') {
      return stale(entry, wasCalled(settled.failure) ? 'upstream_failed' : 'upstream_not_called');
    }
    return forwarded(settled, collapsed, 'stale');
  }

  async function loadMissing(instanceId: string, scope: RequestScope): Promise<Lookup> {
    const { result, collapsed } = load(instanceId, scope);
    const settled = await waitAtMost(result, waitMs, clock);
    return forwarded(
      settled === TIMED_OUT ? failed({ kind: 'timeout' }) : settled,
      collapsed,
      'miss',
    );
  }

  function stale(entry: StoredEntry, reason: StaleReason): Lookup {
    const times = timesOf(entry, clock.monotonicMs());
    return { kind: 'cached', outcome: times.ttlMs > 0 ? 'hit' : 'stale', entry, ...times, reason };
  }

  function forwarded(settled: Settled, collapsed: boolean, because: Forwarded): Lookup {
    const outcome = collapsed ? 'collapsed' : 'miss';
    switch (settled.kind) {
      case 'loaded': {
        const times = timesOf(settled.entry, clock.monotonicMs());
        return { ...settled, outcome, forwarded: because, ...times };
      }
      case 'not_found':
        return { ...settled, outcome, forwarded: because };
      case 'failed':
        return { ...settled, outcome, called: wasCalled(settled.failure) };
    }
  }

  return {
    find(instanceId, nowMs, scope) {
      const entry = entries.get(instanceId, nowMs);
      if (entry) {
        const ageMs = nowMs - entry.loadedAtMs;
        const ttlMs = entry.freshUntilMs - nowMs;
        if (ttlMs > 0) return { kind: 'cached', outcome: 'hit', entry, ageMs, ttlMs };
        if (-ttlMs < staleWhileRevalidateMs) {
          revalidateInBackground(instanceId, scope);
          return { kind: 'cached', outcome: 'stale', entry, ageMs, ttlMs };
        }
        if (cooldowns.failureOf(instanceId)) return stale(entry, 'upstream_not_called');
        return revalidateOrServeStale(instanceId, entry, scope);
      }
      if (negatives.get(instanceId, nowMs)) {
        return { kind: 'not_found', outcome: 'negative', forwarded: 'miss', stored: true };
      }
      const failure = cooldowns.failureOf(instanceId);
      if (failure) return { kind: 'failed', outcome: 'miss', failure, called: false };
      return loadMissing(instanceId, scope);
    },
    has: (instanceId) => entries.has(instanceId, clock.monotonicMs()),
    invalidate(instanceId) {
      loads.invalidate(instanceId);
      entries.delete(instanceId);
      negatives.delete(instanceId);
      cooldowns.end(instanceId);
    },
    get size() {
      return entries.size;
    },
  };
}

function timesOf({ loadedAtMs, freshUntilMs }: StoredEntry, nowMs: number) {
  return { ageMs: nowMs - loadedAtMs, ttlMs: freshUntilMs - nowMs };
}
