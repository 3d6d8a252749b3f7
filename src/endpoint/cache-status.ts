import type { Lookup } from '../instances/instance-cache.ts';

const CACHE = 'instance-identity';

/**
 * `Cache-Status` (RFC 9211): what the cache did for this answer. `fwd` appears only where Wix was
 * asked; `ttl` is in whole seconds, negative for a stale value.
 */
export function cacheStatus(lookup: Lookup): string {
  switch (lookup.kind) {
    case 'cached':
      return cachedStatus(lookup);
    case 'loaded':
      return CACHE + `; fwd=${lookup.instead}` + storedAnd(lookup);
    case 'not_found':
      return lookup.outcome === 'negative'
        ? REMEMBERED_REFUSAL
        : CACHE + `; fwd=${lookup.instead}; fwd-status=404` + storedAnd(lookup);
    case 'failed': {
      if (!lookup.asked) return CACHE + '; detail=not-asked';
      return CACHE + '; fwd=miss' + (lookup.outcome === 'collapsed' ? '; collapsed' : '');
    }
  }
}

/** For a refusal that is remembered from a moment ago. */
export const REMEMBERED_REFUSAL = `${CACHE}; hit; detail=negative`;

/** For an answer that no cached instance data went into. */
export const NOT_CONSULTED = `${CACHE}; detail=instance-id-only`;

function cachedStatus(lookup: Extract<Lookup, { kind: 'cached' }>): string {
  // Whatever Wix's own status was, to this cache it was unavailable.
  if (lookup.because === 'wix_failed') return `${CACHE}; fwd=stale; fwd-status=503`;
  const seconds = wholeSeconds(lookup);
  const hit = HITS[seconds] ?? `${CACHE}; hit; ttl=${seconds}`;
  return lookup.because === 'wix_not_asked' ? `${hit}; detail=stale-if-error` : hit;
}

/** Those of the usual freshness, made once. */
const HITS = Array.from({ length: 120 }, (_, seconds) => `${CACHE}; hit; ttl=${seconds}`);

function storedAnd(lookup: { readonly stored: boolean; readonly outcome: string }): string {
  return (lookup.stored ? '; stored' : '') + (lookup.outcome === 'collapsed' ? '; collapsed' : '');
}

/** Rounded down: nothing is called fresher than it is, and what is stale is never called 0. */
function wholeSeconds({ ttlMs, outcome }: Extract<Lookup, { kind: 'cached' }>): number {
  return Math.floor(ttlMs / 1000) - (outcome === 'stale' && ttlMs === 0 ? 1 : 0);
}
