import type { FoundLookup, Lookup } from '../instances/lookup.ts';
import type { Refusal } from './outcome.ts';

const CACHE = 'instance-identity';

const NEGATIVE_HIT = `${CACHE}; hit; detail=negative`;

/** For an answer without instance data. */
export const INSTANCE_ID_ONLY = `${CACHE}; detail=instance-id-only`;

/**
 * `Cache-Status` (RFC 9211). `fwd` appears only where Wix was called. `ttl` is in whole seconds,
 * negative for a stale entry.
 */
export function cacheStatusOf(lookup: Lookup): string {
  switch (lookup.kind) {
    case 'cached':
      return cachedStatus(lookup);
    case 'loaded':
      return CACHE + `; fwd=${lookup.forwarded}` + suffixOf(lookup);
    case 'not_found':
      return lookup.outcome === 'negative'
        ? NEGATIVE_HIT
        : CACHE + `; fwd=${lookup.forwarded}; fwd-status=404` + suffixOf(lookup);
    case 'failed':
      if (!lookup.called) return CACHE + '; detail=not-asked';
      return CACHE + '; fwd=miss' + (lookup.outcome === 'collapsed' ? '; collapsed' : '');
  }
}

/** Undefined where no cache was consulted. */
export function cacheStatusOfRefusal(refusal: Refusal): string | undefined {
  switch (refusal.stage) {
    case 'configuration':
    case 'method':
    case 'read_token':
      return undefined;
    case 'verify_token':
      return refusal.method === 'token_memo' ? NEGATIVE_HIT : undefined;
    case 'find_instance':
      return cacheStatusOf(refusal.lookup);
  }
}

function cachedStatus(lookup: Extract<FoundLookup, { kind: 'cached' }>): string {
  // Whatever Wix's own status was, to this cache it was unavailable.
  if (lookup.reason === 'upstream_failed') return `${CACHE}; fwd=stale; fwd-status=503`;
  const seconds = wholeSeconds(lookup);
  const hit = `${CACHE}; hit; ttl=${seconds}`;
  return lookup.reason === 'upstream_not_called' ? `${hit}; detail=stale-if-error` : hit;
}

function suffixOf(lookup: { readonly stored: boolean; readonly outcome: string }): string {
  return (lookup.stored ? '; stored' : '') + (lookup.outcome === 'collapsed' ? '; collapsed' : '');
}

/** Rounded down, so that nothing looks fresher than it is. A stale entry never has 0. */
function wholeSeconds({ ttlMs, outcome }: Extract<FoundLookup, { kind: 'cached' }>): number {
  return Math.floor(ttlMs / 1000) - (outcome === 'stale' && ttlMs === 0 ? 1 : 0);
}
