import type { UpstreamFailure } from '../resilience/failure.ts';
import type { InstanceEntry } from './instance-entry.ts';

/** Why the upstream was called: nothing was cached, or the cached entry was too old. */
export type Forwarded = 'miss' | 'stale';

/** Why a stale entry was served past stale-while-revalidate. */
export type StaleReason = 'upstream_failed' | 'upstream_not_called';

interface FromCache {
  readonly kind: 'cached';
  readonly outcome: 'hit' | 'stale';
  readonly entry: InstanceEntry;
  readonly ageMs: number;
  /** What is left of the freshness; negative once stale. */
  readonly ttlMs: number;
  readonly reason?: StaleReason;
}

interface Loaded {
  readonly kind: 'loaded';
  readonly outcome: 'miss' | 'collapsed';
  readonly entry: InstanceEntry;
  readonly ageMs: number;
  readonly ttlMs: number;
  readonly forwarded: Forwarded;
  /** False where an invalidation came in between. */
  readonly stored: boolean;
}

export interface NotFoundLookup {
  readonly kind: 'not_found';
  readonly outcome: 'miss' | 'collapsed' | 'negative';
  readonly forwarded: Forwarded;
  readonly stored: boolean;
}

export interface FailedLookup {
  readonly kind: 'failed';
  readonly outcome: 'miss' | 'collapsed';
  readonly failure: UpstreamFailure;
  /** Whether the upstream was called for this request, or for one it waited with. */
  readonly called: boolean;
}

export type FoundLookup = FromCache | Loaded;

/** The result of a look-up. `Cache-Status` and telemetry are derived from it. */
export type Lookup = FoundLookup | NotFoundLookup | FailedLookup;

export type CacheOutcome = Lookup['outcome'];
