import { describe, expect, test } from 'vitest';
import { cacheStatusOf } from '../../src/endpoint/cache-status.ts';
import type { Lookup } from '../../src/instances/lookup.ts';
import { describeAnswers } from '../run/k6/describe-answers.ts';
import { createOutcomes, type Outcome } from './outcome.ts';

const { all, read, statusOf } = createOutcomes(describeAnswers());

const entry = {} as Extract<Lookup, { kind: 'cached' }>['entry'];
const cached = { kind: 'cached', outcome: 'hit', entry, ageMs: 0, ttlMs: 41_000 } as const;
const loaded = {
  kind: 'loaded',
  outcome: 'miss',
  entry,
  ageMs: 0,
  ttlMs: 1,
  forwarded: 'miss',
  stored: true,
} as const;

describe('the outcome of an answer', () => {
  test.each<[Outcome, Lookup]>([
    ['hit', cached],
    ['hit', { ...cached, ttlMs: 0 }],
    ['stale', { ...cached, outcome: 'stale', ttlMs: -1 }],
    ['stale-if-error', { ...cached, outcome: 'stale', ttlMs: -9_000, reason: 'upstream_failed' }],
    [
      'stale-if-error',
      { ...cached, outcome: 'stale', ttlMs: -9_000, reason: 'upstream_not_called' },
    ],
    ['miss', loaded],
    ['miss', { ...loaded, stored: false }],
    ['collapsed', { ...loaded, outcome: 'collapsed' }],
    ['collapsed', { ...loaded, outcome: 'collapsed', forwarded: 'stale' }],
    ['revalidated', { ...loaded, forwarded: 'stale' }],
  ])('is %s where the server writes so in Cache-Status', (outcome, lookup) => {
    expect(read(200, cacheStatusOf(lookup), null)).toBe(outcome);
  });

  test.each([
    undefined,
    '',
    'hit; ttl=4',
    'other; hit; ttl=4',
    'instance-identity; hit; detail=negative',
    'instance-identity; fwd=bypass',
    'instance-identity; hit',
  ])('is unexpected with the Cache-Status %j', (header) => {
    expect(read(200, header, null)).toBe('unexpected');
  });

  test('is the code of a problem that comes with the status of that code', () => {
    const codes = all.filter((outcome) => (statusOf(outcome) ?? 0) >= 400);
    expect(codes).toContain('upstream_rate_limited');
    for (const code of codes) {
      const body = JSON.stringify({ code });
      expect(read(statusOf(code) ?? 0, undefined, body)).toBe(code);
      expect(read(500, undefined, body)).toBe('unexpected');
    }
  });

  test.each(['', 'null', '<html>', '{}', '{"code":"hit"}', '{"code":"toString"}', null])(
    'is unexpected for a 502 with the body %j',
    (body) => {
      expect(read(502, undefined, body)).toBe('unexpected');
    },
  );

  test('is no_answer without a status', () => {
    expect(read(0, undefined, null)).toBe('no_answer');
  });
});
