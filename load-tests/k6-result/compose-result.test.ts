import { describe, expect, it } from 'vitest';
import { composeResult, keptByTag } from './compose-result.ts';
import type { K6Data } from './read-k6-data.ts';
import { NO_SCRIPT_ERRORS, noSlowerThan, promisesOfPhase } from '../thresholds/thresholds.ts';

const TREND = { count: 30, avg: 2, med: 1, 'p(95)': 8, 'p(99)': 9, 'p(99.9)': 10, max: 11 };

/** As k6 hands it to handleSummary: a run of one phase, with twenty hits and ten refusals. */
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
const promises = [NO_SCRIPT_ERRORS, ...promisesOfPhase('steady', 'steady', 30)];
const ORDER = { profile: 'steady', phases: ['steady'], due: 10, promises, waves: 0 };

describe("a run's result", () => {
  it('has traffic, outcomes, statuses and latencies, by phase', () => {
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

  it('says of each promise what it allows, what was seen, and whether it was kept', () => {
    const { promises: judged } = composeResult(DATA, ORDER);
    expect(judged).toContainEqual({
      name: 'steady: every page view as the contract allows',
      kind: 'outcome',
      limit: '100 %',
      seen: '50 %',
      kept: false,
    });
    expect(judged).toContainEqual({
      name: 'steady: p(99)',
      kind: 'latency',
      limit: '< 350 ms',
      seen: '9 ms',
      kept: true,
    });
  });

  it('never keeps a promise without samples, as k6 would', () => {
    const ok = { 'rate>=1': { ok: true }, 'p(99)<350': { ok: true }, 'rate<=0': { ok: true } };
    const empty: K6Data = {
      ...DATA,
      metrics: {
        'page_view_ok{phase:steady}': { values: { rate: 0, passes: 0, fails: 0 }, thresholds: ok },
        'request_duration{phase:steady}': { values: { count: 0, 'p(99)': 0 }, thresholds: ok },
      },
    };
    const { promises: judged } = composeResult(empty, ORDER);
    expect(judged).toHaveLength(promises.length);
    for (const { kept, seen } of judged) expect([kept, seen]).toEqual([false, 'no samples']);
  });

  it.each([
    [10, 0, true],
    [11, 1, true],
    [11, 0, false],
  ])('has page views come to an end: of %d due, 10 ended and %d dropped', (due, dropped, kept) => {
    const dropping = { ...DATA.metrics, dropped_iterations: { values: { count: dropped } } };
    const data = { ...DATA, metrics: dropping };
    const { promises: judged } = composeResult(data, { ...ORDER, dueOf: () => due });
    expect(judged.at(-1)).toEqual({
      name: 'steady: page views come to an end',
      kind: 'outcome',
      limit: `>= 95 % of ${due}`,
      seen: '10',
      kept,
    });
  });

  it('is concluded by the profile last', () => {
    const { findings } = composeResult(DATA, {
      ...ORDER,
      conclude: (result) => ({ ...result, findings: { p99: result.latency['all']?.p99 ?? 0 } }),
    });
    expect(findings).toEqual({ p99: 9 });
  });

  it('is kept by tag with thresholds that cannot break', () => {
    for (const tests of Object.values(keptByTag(['a', 'b']))) {
      expect(tests).toEqual([expect.stringMatching(/^(max|count)>=0$/)]);
    }
  });
});

describe('a phase', () => {
  it('has a count beside its latencies', () => {
    expect(promises.map(({ metric, test }) => `${metric} ${test}`)).toContain(
      'answers{phase:steady} count>=15',
    );
  });

  it('may be half as slow again as another, and not more', () => {
    const spread = { samples: 1, mean: 0, p50: 10, p95: 100, p99: 0, p999: 0, max: 0 };
    const kept = (p50: number, samples = 1) =>
      noSlowerThan({ latency: { a: spread, b: { ...spread, p50, samples } } }, 'a', 'b').map(
        (promise) => promise.kept,
      );
    expect(kept(34)).toEqual([true, true]);
    expect(kept(35)).toEqual([false, true]);
    expect(kept(1, 0)).toEqual([false, false]);
    const toNobody = noSlowerThan({ latency: { a: spread } }, 'a', 'b');
    expect(toNobody.map((promise) => promise.kept)).toEqual([false, false]);
    const thanNobody = noSlowerThan({ latency: { b: { ...spread, p50: 1, p95: 1 } } }, 'a', 'b');
    expect(thanNobody.map((promise) => promise.kept)).toEqual([false, false]);
  });
});
