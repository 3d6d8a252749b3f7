import { describe, expect, it } from 'vitest';
import { cacheStatus, REMEMBERED_REFUSAL } from '../../src/endpoint/cache-status.ts';
import type { Lookup } from '../../src/instances/instance-cache.ts';
import { type Outcome, OUTCOMES, readOutcome, statusOf } from './outcome.ts';

const entry = {} as Extract<Lookup, { kind: 'cached' }>['entry'];
const cached = { kind: 'cached', outcome: 'hit', entry, ttlMs: 41_000 } as const;
const loaded = {
  kind: 'loaded',
  outcome: 'miss',
  entry,
  ttlMs: 1,
  instead: 'miss',
  stored: true,
} as const;

describe('an answer', () => {
  it.each<[Outcome, Lookup]>([
    ['hit', cached],
    ['hit', { ...cached, ttlMs: 0 }],
    ['stale', { ...cached, outcome: 'stale', ttlMs: -1 }],
    ['stale-if-error', { ...cached, outcome: 'stale', ttlMs: -9_000, because: 'wix_failed' }],
    ['stale-if-error', { ...cached, outcome: 'stale', ttlMs: -9_000, because: 'wix_not_asked' }],
    ['miss', loaded],
    ['miss', { ...loaded, stored: false }],
    ['collapsed', { ...loaded, outcome: 'collapsed' }],
    ['collapsed', { ...loaded, outcome: 'collapsed', instead: 'stale' }],
    ['renewed', { ...loaded, instead: 'stale' }],
  ])('is read as %s where the server says so', (outcome, lookup) => {
    expect(readOutcome(200, cacheStatus(lookup), null)).toBe(outcome);
  });

  it.each([
    undefined,
    '',
    'hit; ttl=4',
    'other; hit; ttl=4',
    REMEMBERED_REFUSAL,
    'instance-identity; fwd=bypass',
    'instance-identity; hit',
  ])('with the Cache-Status %j is nothing that was to be expected', (header) => {
    expect(readOutcome(200, header, null)).toBe('unexpected');
  });

  it('is the code of its problem where code and status belong together', () => {
    for (const outcome of OUTCOMES) {
      const status = statusOf(outcome);
      if (status === undefined || status < 400) continue;
      const body = JSON.stringify({ code: outcome });
      expect(readOutcome(status, undefined, body)).toBe(outcome);
      expect(readOutcome(500, undefined, body)).toBe('unexpected');
    }
  });

  it.each(['', 'null', '<html>', '{}', '{"code":"hit"}', '{"code":"toString"}', null])(
    'of 502 with the body %j is nothing that was to be expected',
    (body) => {
      expect(readOutcome(502, undefined, body)).toBe('unexpected');
    },
  );

  it('is none where there was no status', () => {
    expect(readOutcome(0, undefined, null)).toBe('no_answer');
  });
});
