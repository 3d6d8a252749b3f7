import { describe, expect, test } from 'vitest';
import type { InstanceEntry } from '../instances/instance-entry.ts';
import type { Lookup, NotFoundLookup } from '../instances/lookup.ts';
import { VISITOR } from '../test-support/identities.ts';
import { cacheStatusOf, cacheStatusOfRefusal, INSTANCE_ID_ONLY } from './cache-status.ts';
import type { Refusal } from './outcome.ts';

const entry = {} as InstanceEntry;
const cached = { kind: 'cached', outcome: 'hit', entry, ageMs: 0 } as const;
const stale = { ...cached, outcome: 'stale' } as const;
const loaded = {
  kind: 'loaded',
  outcome: 'miss',
  forwarded: 'miss',
  entry,
  ageMs: 0,
  ttlMs: 60_000,
} as const;
const notFound = { kind: 'not_found', forwarded: 'miss' } as const;
const failed = { kind: 'failed', outcome: 'miss', failure: { kind: 'timeout' } } as const;
const negative: NotFoundLookup = { ...notFound, outcome: 'negative', stored: true };
const NEGATIVE_HIT = 'instance-identity; hit; detail=negative';

describe('cacheStatusOf', () => {
  test.each<[string, Lookup]>([
    ['hit; ttl=41', { ...cached, ttlMs: 41_000 }],
    ['hit; ttl=41', { ...cached, ttlMs: 41_999 }],
    ['hit; ttl=0', { ...cached, ttlMs: 1 }],
    ['hit; ttl=119', { ...cached, ttlMs: 119_999 }],
    ['hit; ttl=120', { ...cached, ttlMs: 120_000 }],
    ['hit; ttl=-1', { ...stale, ttlMs: -1 }],
    ['hit; ttl=-1', { ...stale, ttlMs: 0 }],
    ['hit; ttl=-3', { ...stale, ttlMs: -3_000 }],
    ['fwd=miss; stored', { ...loaded, stored: true }],
    ['fwd=miss', { ...loaded, stored: false }],
    ['fwd=miss; stored; collapsed', { ...loaded, outcome: 'collapsed', stored: true }],
    ['fwd=miss; collapsed', { ...loaded, outcome: 'collapsed', stored: false }],
    ['fwd=stale; stored', { ...loaded, forwarded: 'stale', stored: true }],
    ['fwd=stale; fwd-status=503', { ...stale, ttlMs: -400_000, reason: 'upstream_failed' }],
    [
      'hit; ttl=-400; detail=stale-if-error',
      { ...stale, ttlMs: -400_000, reason: 'upstream_not_called' },
    ],
    ['hit; detail=negative', negative],
    ['fwd=miss; fwd-status=404; stored', { ...notFound, outcome: 'miss', stored: true }],
    ['fwd=miss; fwd-status=404', { ...notFound, outcome: 'miss', stored: false }],
    [
      'fwd=miss; fwd-status=404; stored; collapsed',
      { ...notFound, outcome: 'collapsed', stored: true },
    ],
    [
      'fwd=stale; fwd-status=404; stored',
      { ...notFound, forwarded: 'stale', outcome: 'miss', stored: true },
    ],
    ['fwd=miss', { ...failed, called: true }],
    ['fwd=miss; collapsed', { ...failed, outcome: 'collapsed', called: true }],
    ['detail=not-asked', { ...failed, called: false }],
  ])('returns "%s"', (status, lookup) => {
    expect(cacheStatusOf(lookup)).toBe(`instance-identity; ${status}`);
  });

  test('contains fwd only if Wix was called', () => {
    const withoutCall: Lookup[] = [
      { ...cached, ttlMs: 5 },
      { ...stale, ttlMs: -5 },
      { ...stale, ttlMs: -5, reason: 'upstream_not_called' },
      negative,
      { ...failed, called: false },
    ];
    for (const lookup of withoutCall) expect(cacheStatusOf(lookup)).not.toContain('fwd');
    expect(INSTANCE_ID_ONLY).toBe('instance-identity; detail=instance-id-only');
  });
});

describe('cacheStatusOfRefusal', () => {
  const timings = { identifyMs: 1 };
  const verify = { kind: 'refused', stage: 'verify_token', timings } as const;
  const find = {
    kind: 'refused',
    stage: 'find_instance',
    identity: VISITOR,
    method: 'token_memo',
    isIdentityStale: false,
    timings,
  } as const;
  const missing = { kind: 'refused', stage: 'read_token', code: 'missing_token', timings } as const;

  test.each<[string, string | undefined, Refusal]>([
    ['the method', undefined, { kind: 'refused', stage: 'method', code: 'method_not_allowed' }],
    ['a missing token', undefined, missing],
    ['the form', undefined, { ...verify, code: 'malformed_token', method: undefined }],
    ['Wix', undefined, { ...verify, code: 'inactive_token', method: 'token_info' }],
    ['a local proof', undefined, { ...verify, code: 'wrong_app', method: 'signed_instance' }],
    ['a cached verdict', NEGATIVE_HIT, { ...verify, code: 'inactive_token', method: 'token_memo' }],
    ['a negative entry', NEGATIVE_HIT, { ...find, code: 'instance_not_found', lookup: negative }],
    [
      'a failed look-up',
      'instance-identity; fwd=miss',
      { ...find, code: 'upstream_timeout', lookup: { ...failed, called: true } },
    ],
  ])('of a refusal because of %s is %o', (_because, status, refusal) => {
    expect(cacheStatusOfRefusal(refusal)).toBe(status);
  });
});
