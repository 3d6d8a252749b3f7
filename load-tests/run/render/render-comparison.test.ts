import { describe, expect, test } from 'vitest';
import type { Comparison, Side } from '../judge/comparison.ts';
import { comparisonObjectives } from '../compare/comparison-objectives.ts';
import { judge } from '../judge/judge.ts';
import { pictureOf, renderComparison } from './render-comparison.ts';
import { aSummary, LATENCY } from '../judge/test-support/a-summary.ts';

const { upstream, server, provenance } = aSummary();
if (upstream === undefined || server === undefined) throw new Error('the fixture has both');

const ours: Side = {
  name: 'this server',
  requests: 1_000,
  succeeded: 1_000,
  groups: {
    'the busy site': { requests: 600, succeeded: 600 },
    'all other sites': { requests: 400, succeeded: 400 },
  },
  statuses: { '200': 1_000 },
  latencyMs: LATENCY,
  pageViewMs: LATENCY,
  upstream,
  server,
};
const example: Side = {
  ...ours,
  name: 'the example',
  succeeded: 520,
  groups: { ...ours.groups, 'the busy site': { requests: 600, succeeded: 120 } },
  statuses: { '200': 520, '500': 480 },
  upstream: { ...upstream, calls: 5_000, perRequest: 5 },
};

const outcomes = (left: Side, right: Side) =>
  comparisonObjectives(left, right).map(({ outcome }) => outcome);

function comparisonOf(left: Side, right: Side): Comparison {
  return {
    version: 2,
    kind: 'comparison',
    verdict: 'PASS',
    invalid: [],
    objectives: comparisonObjectives(left, right),
    startedAt: '2026-11-25T12:00:00.000Z',
    provenance,
    traffic: { seed: 1, rate: 10, busyShare: 0.5, seconds: 60, wixMedianMs: 50, short: false },
    sides: [left, right],
  };
}

describe('the comparison with the documentation’s example', () => {
  test('requires an answer for every visitor, and fewer calls to Wix', () => {
    expect(outcomes(example, ours)).toEqual(['met', 'met', 'met', 'met', 'met', 'met']);
  });

  test.each<[string, Side, Side, number]>([
    ['the sides were sent different traffic', { ...example, requests: 900 }, ours, 0],
    ['a visitor had no answer', example, { ...ours, succeeded: 990 }, 1],
    ['the example answered more', { ...example, succeeded: 1_000 }, { ...ours, succeeded: 999 }, 2],
    ['Wix is called as often', example, { ...ours, upstream: example.upstream }, 3],
    ['Wix’s limit is exceeded', example, { ...ours, upstream: calledTooOften() }, 4],
  ])('misses an objective when %s', (_, left, right, at) => {
    expect(outcomes(left, right)[at]).toBe('missed');
  });

  test('judges Wix’s limit with token-info too, which does not decide the verdict', () => {
    const many = { calls: 201, instanceId: null };
    const upstreamWithMany = { ...upstream, worstMinuteWithTokenInfo: many };
    const objectives = comparisonObjectives(example, { ...ours, upstream: upstreamWithMany });
    expect(objectives.at(-1)).toMatchObject({
      outcome: 'missed',
      seen: '201',
      assumption: 'wix_counts_token_info',
    });
    expect(judge([], objectives)).toMatchObject({
      verdict: 'PASS',
      verdictIfTokenInfoCounts: 'FAIL',
    });
  });

  test('shows both sides, in total and by group of sites', () => {
    const text = renderComparison(comparisonOf(example, ours));
    expect(text).toMatch(/^\| answered with data +\| +52\.0 % \| +100\.0 % \|$/m);
    expect(text).toMatch(/^\| … the busy site +\| +20\.0 % \| +100\.0 % \|$/m);
    expect(text).toMatch(/^\| calls to Wix per request +\| +5\.00 \| +0\.01 \|$/m);
    expect(text).toContain('One busy site at 5 page views a second, 5 over all other sites');
    expect(pictureOf(comparisonOf(example, ours))).toContain(
      'Answered, the busy site: the example 20.0 %, this server 100.0 %',
    );
  });
});

function calledTooOften(): Side['upstream'] {
  const operation = ours.upstream.operations['get_app_instance'];
  if (operation === undefined) throw new Error('the fixture has it');
  const worstMinute = { calls: 201, instanceId: null };
  return {
    ...ours.upstream,
    operations: { ...ours.upstream.operations, get_app_instance: { ...operation, worstMinute } },
  };
}
