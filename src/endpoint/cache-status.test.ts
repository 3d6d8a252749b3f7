import { describe, expect, it } from 'vitest';
import { cacheStatus, NOT_CONSULTED, REMEMBERED_REFUSAL } from './cache-status.ts';
import type { InstanceEntry, Lookup } from '../instances/instance-cache.ts';

const entry = {} as InstanceEntry;
const cached = { kind: 'cached', outcome: 'hit', entry } as const;
const stale = { kind: 'cached', outcome: 'stale', entry } as const;
const loaded = { kind: 'loaded', outcome: 'miss', instead: 'miss', entry, ttlMs: 60_000 } as const;
const notFound = { kind: 'not_found', instead: 'miss' } as const;
const failed = { kind: 'failed', outcome: 'miss', failure: { kind: 'timeout' } } as const;

describe('cacheStatus', () => {
  it.each<[string, Lookup]>([
    ['hit; ttl=41', { ...cached, ttlMs: 41_000 }],
    ['hit; ttl=41', { ...cached, ttlMs: 41_999 }],
    ['hit; ttl=0', { ...cached, ttlMs: 1 }],
    ['hit; ttl=-1', { ...stale, ttlMs: -1 }],
    ['hit; ttl=-1', { ...stale, ttlMs: 0 }],
    ['hit; ttl=-3', { ...stale, ttlMs: -3_000 }],
    ['fwd=miss; stored', { ...loaded, stored: true }],
    ['fwd=miss', { ...loaded, stored: false }],
    ['fwd=miss; stored; collapsed', { ...loaded, outcome: 'collapsed', stored: true }],
    ['fwd=miss; collapsed', { ...loaded, outcome: 'collapsed', stored: false }],
    ['fwd=stale; stored', { ...loaded, instead: 'stale', stored: true }],
    ['fwd=stale; fwd-status=503', { ...stale, ttlMs: -400_000, because: 'wix_failed' }],
    [
      'hit; ttl=-400; detail=stale-if-error',
      { ...stale, ttlMs: -400_000, because: 'wix_not_asked' },
    ],
    ['hit; detail=negative', { ...notFound, outcome: 'negative', stored: true }],
    ['fwd=miss; fwd-status=404; stored', { ...notFound, outcome: 'miss', stored: true }],
    ['fwd=miss; fwd-status=404', { ...notFound, outcome: 'miss', stored: false }],
    [
      'fwd=miss; fwd-status=404; stored; collapsed',
      { ...notFound, outcome: 'collapsed', stored: true },
    ],
    [
      'fwd=stale; fwd-status=404; stored',
      { ...notFound, instead: 'stale', outcome: 'miss', stored: true },
    ],
    ['fwd=miss', { ...failed, asked: true }],
    ['fwd=miss; collapsed', { ...failed, outcome: 'collapsed', asked: true }],
    ['detail=not-asked', { ...failed, asked: false }],
  ])('says "%s"', (status, lookup) => {
    expect(cacheStatus(lookup)).toBe(`instance-identity; ${status}`);
  });

  it('says fwd only where Wix was asked', () => {
    const unasked: Lookup[] = [
      { ...cached, ttlMs: 5 },
      { ...stale, ttlMs: -5 },
      { ...stale, ttlMs: -5, because: 'wix_not_asked' },
      { ...notFound, outcome: 'negative', stored: true },
      { ...failed, asked: false },
    ];
    for (const lookup of unasked) expect(cacheStatus(lookup)).not.toContain('fwd');
    expect(NOT_CONSULTED).toBe('instance-identity; detail=instance-id-only');
    expect(REMEMBERED_REFUSAL).toBe('instance-identity; hit; detail=negative');
  });
});
