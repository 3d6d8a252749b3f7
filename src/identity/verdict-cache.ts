import { type Clock, elapsedMs, type Moment, momentOf } from '../resilience/clock.ts';
import { createTtlCache } from '../resilience/ttl-cache.ts';
import type { TokenRefusal, VerifiedClaims } from './identity.ts';

/** A cached verdict, by the digest of the whole token. */
export type CachedVerdict =
  | {
      readonly kind: 'verified';
      readonly claims: VerifiedClaims;
      /** Within its TTL. Else it counts only while the issuer cannot be called. */
      readonly isFresh: boolean;
    }
  | { readonly kind: 'refused'; readonly code: TokenRefusal };

export interface VerdictCache {
  get(key: string, now: Moment): CachedVerdict | undefined;
  /** Caches the issuer's yes, unless the issuer refused the token since the call began. */
  verified(key: string, claims: VerifiedClaims, call: { readonly begunMs: number }): void;
  /** Caches a local proof, which holds until the token expires. */
  proven(key: string, claims: VerifiedClaims): void;
  /** Caches the issuer's no, and deletes an earlier yes. */
  refused(key: string, code: TokenRefusal): void;
  delete(key: string): void;
}

interface StoredClaims extends Moment {
  readonly claims: VerifiedClaims;
  readonly ttlMs: number;
}

interface StoredRefusal extends Moment {
  readonly code: TokenRefusal;
}

/** Claims and refusals are cached apart, so that a flood of junk cannot evict a good token. */
export function createVerdictCache(options: {
  readonly max: number;
  readonly ttlMs: number;
  /** How long after its TTL a yes still counts while the issuer cannot be called. */
  readonly staleIfErrorMs: number;
  /** How long a call to the issuer takes at most. */
  readonly callMs: number;
  readonly clock: Clock;
}): VerdictCache {
  const { max, ttlMs, staleIfErrorMs, callMs, clock } = options;
  const good = createTtlCache<StoredClaims>(max);
  const bad = createTtlCache<StoredRefusal>(max);

  function store(key: string, claims: VerifiedClaims, freshMs: number): void {
    const now = momentOf(clock);
    good.set(key, { ...now, claims, ttlMs: freshMs }, freshMs + staleIfErrorMs, now.monotonicMs);
    bad.delete(key);
  }

  return {
    get(key, now) {
      const stored = good.get(key, now.monotonicMs);
      const ageMs = stored ? elapsedMs(stored, now) : 0;
      if (stored && ageMs < stored.ttlMs + staleIfErrorMs) {
        return { kind: 'verified', claims: stored.claims, isFresh: ageMs < stored.ttlMs };
      }
      const refusal = bad.get(key, now.monotonicMs);
      if (!refusal || elapsedMs(refusal, now) >= ttlMs) return undefined;
      return { kind: 'refused', code: refusal.code };
    },
    verified(key, claims, { begunMs }) {
      const refusal = bad.get(key, clock.monotonicMs());
      if (refusal && refusal.monotonicMs >= begunMs) return;
      store(key, claims, ttlMs);
    },
    proven(key, claims) {
      store(key, claims, Number.POSITIVE_INFINITY);
    },
    refused(key, code) {
      good.delete(key);
      const now = momentOf(clock);
      // Longer than it counts, so that a call that began before it cannot undo it.
      bad.set(key, { ...now, code }, Math.max(ttlMs, callMs), now.monotonicMs);
    },
    delete(key) {
      good.delete(key);
    },
  };
}
