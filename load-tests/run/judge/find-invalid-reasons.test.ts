import { describe, expect, test } from 'vitest';
import { composeResult } from '../../k6-result/compose-result.ts';
import { findInvalidReasons, type RunFacts } from './find-invalid-reasons.ts';
import { judge } from './judge.ts';

const GOOD: RunFacts = {
  k6: { kind: 'ended', code: 0 },
  hasResult: true,
  scriptErrors: 0,
  arrivals: { due: 1_000, begun: 1_000, dropped: 0 },
  vus: { most: 20, limit: 100 },
  requests: 3_000,
  fewestRequests: 100,
  generatorShare: 0.4,
};

const codesOf = (facts: RunFacts) => findInvalidReasons(facts).map(({ code }) => code);

describe('a run', () => {
  test('is valid when k6 ended normally or crossed a threshold', () => {
    expect(findInvalidReasons(GOOD)).toEqual([]);
    expect(findInvalidReasons({ ...GOOD, k6: { kind: 'ended', code: 99 } })).toEqual([]);
  });

  test.each<[string, Partial<RunFacts>, string[]]>([
    ['k6 refused its configuration', { k6: { kind: 'ended', code: 104 } }, ['k6_configuration']],
    ['a signal ended k6', { k6: { kind: 'ended', code: 105 } }, ['interrupted']],
    ['the script threw when k6 loaded it', { k6: { kind: 'ended', code: 107 } }, ['k6_exception']],
    ['the script aborted', { k6: { kind: 'ended', code: 108 } }, ['k6_aborted']],
    ['k6 failed otherwise', { k6: { kind: 'ended', code: 1 } }, ['k6_failed']],
    ['k6 was killed', { k6: { kind: 'ended', code: null } }, ['k6_failed']],
    ['it was interrupted', { k6: { kind: 'interrupted' } }, ['interrupted']],
    ['it did not end', { k6: { kind: 'timed out', seconds: 9 } }, ['timed_out']],
    ['there is no result', { hasResult: false, requests: 0 }, ['no_result']],
    ['the script failed once', { scriptErrors: 1 }, ['script_errors']],
    ['arrivals were dropped', { arrivals: { begun: 980, dropped: 20 } }, ['arrivals_dropped']],
    [
      'arrivals were below target',
      { arrivals: { due: 1_000, begun: 940, dropped: 0 }, generatorShare: 0.8 },
      ['arrivals_below_target'],
    ],
    [
      'virtual users ran out',
      { arrivals: { begun: 1_000, dropped: 1 }, vus: { most: 100, limit: 100 } },
      ['vus_exhausted'],
    ],
    ['k6 was saturated', { generatorShare: 0.95 }, ['generator_saturated']],
    ['there were too few requests', { requests: 99 }, ['too_few_samples']],
  ])('is invalid when %s', (_, facts, codes) => {
    expect(codesOf({ ...GOOD, ...facts })).toEqual(codes);
  });

  test('stays valid when a busy machine costs a few arrivals', () => {
    const arrivals = { due: 1_000, begun: 995, dropped: 5 };
    expect(findInvalidReasons({ ...GOOD, arrivals })).toEqual([]);
  });

  test('is valid, and fails, when the server let page views wait until they were cut off', () => {
    const arrivals = { due: 1_000, begun: 700, dropped: 0 };
    const reasons = findInvalidReasons({ ...GOOD, arrivals, generatorShare: 0.1 });
    expect(reasons).toEqual([]);
    // Seven in ten page views got every answer; the others got none.
    const { objectives } = composeResult(
      {
        state: { testRunDurationMs: 10_000 },
        metrics: { 'page_view_duration{phase:steady}': { values: { count: arrivals.begun } } },
      },
      {
        profile: 'steady',
        phases: ['steady'],
        due: arrivals.due,
        dueOf: () => arrivals.due,
        outcomes: { all: [], statusOf: () => undefined },
        thresholds: [],
        waves: 0,
      },
    );
    expect(objectives).toMatchObject([{ name: 'steady: page views complete', met: false }]);
    const reports = objectives.map(({ name, limit, seen, met }) => ({
      name,
      limit,
      seen,
      seenBy: 'k6' as const,
      outcome: met ? ('met' as const) : ('missed' as const),
    }));
    expect(judge(reasons, reports).verdict).toBe('FAIL');
  });

  test('is invalid for missing page views when the load of k6 is unknown', () => {
    const arrivals = { due: 1_000, begun: 700, dropped: 0 };
    const unknown = Object.fromEntries(
      Object.entries(GOOD).filter(([name]) => name !== 'generatorShare'),
    ) as unknown as RunFacts;
    expect(codesOf({ ...unknown, arrivals })).toEqual(['arrivals_below_target']);
  });

  test('has every reason that applies', () => {
    expect(codesOf({ ...GOOD, scriptErrors: 3, requests: 2, generatorShare: 1 })).toEqual([
      'script_errors',
      'generator_saturated',
      'too_few_samples',
    ]);
  });
});
