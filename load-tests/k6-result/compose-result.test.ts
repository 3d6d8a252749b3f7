import { describe, expect, test } from 'vitest';
import { createOutcomes } from '../answers/outcome.ts';
import { describeAnswers } from '../run/k6/describe-answers.ts';
import { composeResult, withoutLimit } from './compose-result.ts';
import type { K6Data } from './read-k6-data.ts';
import { NO_SCRIPT_ERRORS, noSlowerThan, thresholdsOfPhase } from '../thresholds/thresholds.ts';

const TREND = { count: 30, avg: 2, med: 1, 'p(95)': 8, 'p(99)': 9, 'p(99.9)': 10, max: 11 };

/** The data that k6 hands to handleSummary for one phase with twenty hits and ten refusals. */
const DATA: K6Data = {
  state: { testRunDurationMs: 10_000 },
  metrics: {
    request_duration: { values: TREND },
    'request_duration{phase:steady}': {
      values: TREND,
      thresholds: { 'max>=0': { ok: true }, 'p(99)<350': { ok: true }, 'p(50)<20': { ok: false } },
    },
    'request_duration{outcome:hit}': { values: { ...TREND, count: 20 } },
    'answers{phase:steady,outcome:hit}': { values: { count: 20 } },
    'answers{phase:steady,outcome:inactive_token}': { values: { count: 10 } },
    'answers{phase:steady}': { values: { count: 30 }, thresholds: { 'count>=15': { ok: true } } },
    'page_view_ok{phase:steady}': {
      values: { rate: 0.5, passes: 5, fails: 5 },
      thresholds: { 'rate>=1': { ok: false } },
    },
    page_view_duration: { values: { ...TREND, count: 10 } },
    'page_view_duration{phase:steady}': { values: { ...TREND, count: 10 } },
    script_errors: {
      values: { rate: 0, passes: 0, fails: 10 },
      thresholds: { 'rate<=0': { ok: true } },
    },
    vus: { values: { max: 3 } },
    vus_max: { values: { max: 31 } },
  },
};
const outcomes = createOutcomes(describeAnswers());
const thresholds = [NO_SCRIPT_ERRORS, ...thresholdsOfPhase('steady', 'steady', 30)];
const ORDER = { profile: 'steady', phases: ['steady'], due: 10, outcomes, thresholds, waves: 0 };

describe("a run's result", () => {
  test('has traffic, outcomes, statuses and latencies, by phase', () => {
    expect(composeResult(DATA, ORDER)).toMatchObject({
      seconds: 10,
      pageViews: { begun: 10, due: 10, dropped: 0 },
      scriptErrors: 0,
      vus: { most: 3, limit: 31 },
      outcomes: { hit: 20, inactive_token: 10 },
      outcomesByPhase: { steady: { hit: 20, inactive_token: 10 } },
      statuses: { '200': 20, '401': 10 },
      latency: { all: { samples: 30, p50: 1 }, steady: { samples: 30, p999: 10, max: 11 } },
      latencyByOutcome: { hit: { samples: 20 } },
      byPhase: { steady: { pageViews: 10, dropped: 0 } },
    });
  });

  test('has each objective with its limit, its figure and whether it was met', () => {
    const { objectives: judged } = composeResult(DATA, ORDER);
    expect(judged).toContainEqual({
      name: 'steady: every page view answered as the contract allows',
      kind: 'outcome',
      limit: '100 %',
      seen: '50 %',
      met: false,
    });
    expect(judged).toContainEqual({
      name: 'steady: p(99)',
      kind: 'latency',
      limit: '< 350 ms',
      seen: '9 ms',
      met: true,
    });
  });

  test('misses every objective without samples, which k6 would pass', () => {
    const ok = { 'rate>=1': { ok: true }, 'p(99)<350': { ok: true }, 'rate<=0': { ok: true } };
    const empty: K6Data = {
      ...DATA,
      metrics: {
        'page_view_ok{phase:steady}': { values: { rate: 0, passes: 0, fails: 0 }, thresholds: ok },
        'request_duration{phase:steady}': { values: { count: 0, 'p(99)': 0 }, thresholds: ok },
      },
    };
    const { objectives: judged } = composeResult(empty, ORDER);
    expect(judged).toHaveLength(thresholds.length);
    for (const { met, seen } of judged) expect([met, seen]).toEqual([false, 'no samples']);
  });

  test.each([
    [10, 0, true],
    [11, 1, true],
    [11, 0, false],
  ])(
    'judges how many page views complete: of %d due, 10 completed and %d were dropped',
    (due, dropped, met) => {
      const dropping = { ...DATA.metrics, dropped_iterations: { values: { count: dropped } } };
      const data = { ...DATA, metrics: dropping };
      const { objectives: judged } = composeResult(data, { ...ORDER, dueOf: () => due });
      expect(judged.at(-1)).toEqual({
        name: 'steady: page views complete',
        kind: 'outcome',
        limit: `>= 95 % of ${due}`,
        seen: '10',
        met,
      });
    },
  );

  test('takes the conclusion of the profile last', () => {
    const { findings } = composeResult(DATA, {
      ...ORDER,
      conclude: (result) => ({ ...result, findings: { p99: result.latency['all']?.p99 ?? 0 } }),
    });
    expect(findings).toEqual({ p99: 9 });
  });

  test('sums up by tag, with thresholds that nothing can cross', () => {
    for (const tests of Object.values(withoutLimit(['a', 'b'], outcomes))) {
      expect(tests).toEqual([expect.stringMatching(/^(max|count)>=0$/)]);
    }
  });
});

describe('a phase', () => {
  test('has a count beside its latencies', () => {
    expect(thresholds.map(({ metric, test: condition }) => `${metric} ${condition}`)).toContain(
      'answers{phase:steady} count>=15',
    );
  });

  test('may be one and a half times as slow as another, and no slower', () => {
    const spread = { samples: 1, mean: 0, p50: 10, p95: 100, p99: 0, p999: 0, max: 0 };
    const met = (p50: number, samples = 1) =>
      noSlowerThan({ latency: { a: spread, b: { ...spread, p50, samples } } }, 'a', 'b').map(
        (objective) => objective.met,
      );
    expect(met(34)).toEqual([true, true]);
    expect(met(35)).toEqual([false, true]);
    expect(met(1, 0)).toEqual([false, false]);
    const toNobody = noSlowerThan({ latency: { a: spread } }, 'a', 'b');
    expect(toNobody.map((objective) => objective.met)).toEqual([false, false]);
    const thanNobody = noSlowerThan({ latency: { b: { ...spread, p50: 1, p95: 1 } } }, 'a', 'b');
    expect(thanNobody.map((objective) => objective.met)).toEqual([false, false]);
  });
});
