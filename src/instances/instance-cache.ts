import { type Clock, type Moment, momentOf } from '../resilience/clock.ts';
import { createCooldowns } from '../resilience/cooldown.ts';
import { type Failed, failed, wasCalled } from '../resilience/failure.ts';
import type { Policy } from '../resilience/policy.ts';
import { createSingleFlight, type Flight } from '../resilience/single-flight.ts';
import { TIMED_OUT, waitAtMost } from '../resilience/timeout.ts';
import { epochMsAt, type RequestScope } from '../tracing/request-scope.ts';
import { createEntry, type Digest } from './instance-entry.ts';
import type { InstanceSource, LoadResult } from './instance-source.ts';
import { createInstanceStore, type StoredEntry, timesOf } from './instance-store.ts';
import type { Forwarded, Lookup, StaleReason } from './lookup.ts';

/**
 * How long a request waits for a revalidation while a stale entry could be served. Slower than almost
 * every call to Wix, faster than a visitor notices.
 */
const STALE_PATIENCE_MS = 300;

export interface InstanceCacheOptions {
  readonly source: InstanceSource;
  /** Limits the loads. */
  readonly policy: Pick<Policy, 'run'>;
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
  /** Deletes the entry. It wins over loads in flight. */
  invalidate(instanceId: string): void;
  readonly size: number;
}

/** A finished load, after it was stored or not. */
type Settled =
  | { readonly kind: 'loaded'; readonly entry: StoredEntry; readonly stored: boolean }
  | { readonly kind: 'not_found'; readonly stored: boolean }
  | Failed;

/** Instances by id: fresh, stale, or loaded once for all requests that wait. */
export function createInstanceCache(options: InstanceCacheOptions): InstanceCache {
  const { source, policy, digest, clock, staleWhileRevalidateMs, waitMs } = options;
  const store = createInstanceStore({
    ...options,
    max: options.maxEntries,
    keepStaleMs: Math.max(staleWhileRevalidateMs, options.staleIfErrorMs),
  });
  const cooldowns = createCooldowns(options.maxEntries, clock);
  const loads = createSingleFlight<Settled, RequestScope>({
    waitMs,
    clock,
    keepAlive: options.keepAlive,
  });

  async function loadAndStore(
    instanceId: string,
    scope: RequestScope,
    flight: Flight,
  ): Promise<Settled> {
    const beganMs = clock.monotonicMs();
    const result = await policy.run(() => source.load(instanceId, scope), {
      isAwaited: flight.isAwaited,
    });
    return settle(instanceId, result, beganMs, flight);
  }

  function settle(
    instanceId: string,
    result: LoadResult,
    beganMs: number,
    flight: Flight,
  ): Settled {
    const mayStore = !flight.isInvalidated();
    switch (result.kind) {
      case 'loaded': {
        const entry = store.stamp(createEntry(instanceId, result.instance, digest), beganMs);
        const stored = mayStore && store.put(instanceId, entry);
        if (stored) cooldowns.end(instanceId);
        return { kind: 'loaded', entry, stored };
      }
      case 'not_found':
        return { kind: 'not_found', stored: mayStore && store.putUnknown(instanceId, beganMs) };
      case 'failed':
        if (mayStore && flight.isNewest()) cooldowns.start(instanceId, result.failure);
        return result;
    }
  }

  /** Loads the instance, or joins the load in flight. */
  function load(instanceId: string, scope: RequestScope) {
    const run = loads.run(instanceId, scope, (flight) => loadAndStore(instanceId, scope, flight));
    if (run.collapsed) scope.joined(run.owner);
    return run;
  }

  /** Starts a load that no request waits for. */
  function revalidateInBackground(instanceId: string, scope: RequestScope): void {
    if (loads.inFlight(instanceId) || cooldowns.failureOf(instanceId)) return;
    const refresh = scope.startRefresh();
    loads.run(instanceId, refresh, async (flight) => {
      try {
        return await loadAndStore(instanceId, refresh, flight);
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
    const timeout = failed({ kind: 'timeout' });
    return forwarded(settled === TIMED_OUT ? timeout : settled, collapsed, 'miss');
  }

  function stale(entry: StoredEntry, reason: StaleReason): Lookup {
    const times = timesOf(entry, momentOf(clock));
    return { kind: 'cached', outcome: times.ttlMs > 0 ? 'hit' : 'stale', entry, ...times, reason };
  }

  function forwarded(settled: Settled, collapsed: boolean, because: Forwarded): Lookup {
    const outcome = collapsed ? 'collapsed' : 'miss';
    switch (settled.kind) {
      case 'loaded': {
        const times = timesOf(settled.entry, momentOf(clock));
        return { ...settled, outcome, forwarded: because, ...times };
      }
      case 'not_found':
        return { ...settled, outcome, forwarded: because };
      case 'failed':
        return { ...settled, outcome, called: wasCalled(settled.failure) };
    }
  }

  function serve(
    instanceId: string,
    entry: StoredEntry,
    now: Moment,
    scope: RequestScope,
  ): Lookup | Promise<Lookup> {
    const { ageMs, ttlMs } = timesOf(entry, now);
    if (ttlMs > 0) return { kind: 'cached', outcome: 'hit', entry, ageMs, ttlMs };
    if (-ttlMs < staleWhileRevalidateMs) {
      revalidateInBackground(instanceId, scope);
      return { kind: 'cached', outcome: 'stale', entry, ageMs, ttlMs };
    }
    if (cooldowns.failureOf(instanceId)) return stale(entry, 'upstream_not_called');
    return revalidateOrServeStale(instanceId, entry, scope);
  }

  return {
    find(instanceId, nowMs, scope) {
      const now = { monotonicMs: nowMs, epochMs: epochMsAt(scope, nowMs) };
      const entry = store.get(instanceId, now);
      if (entry) return serve(instanceId, entry, now, scope);
      if (store.isUnknown(instanceId, now)) {
        return { kind: 'not_found', outcome: 'negative', forwarded: 'miss', stored: true };
      }
      const failure = cooldowns.failureOf(instanceId);
      if (failure) return { kind: 'failed', outcome: 'miss', failure, called: false };
      return loadMissing(instanceId, scope);
    },
    has: (instanceId) => store.has(instanceId, clock.monotonicMs()),
    invalidate(instanceId) {
      loads.invalidate(instanceId);
      store.delete(instanceId);
      cooldowns.end(instanceId);
    },
    get size() {
      return store.size;
    },
  };
}
