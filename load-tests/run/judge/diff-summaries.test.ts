import { describe, expect, test } from 'vitest';
import { diffSummaries } from './diff-summaries.ts';
import { renderDiff } from '../render/render-diff.ts';
import { aSummary, aSummaryWithout, LATENCY } from './test-support/a-summary.ts';

const [answered, fast] = aSummary().objectives;
if (answered === undefined || fast === undefined) throw new Error('the fixture has two objectives');

describe('the difference of two summaries', () => {
  test('is empty for a run and itself', () => {
    const diff = diffSummaries(aSummary(), aSummary());
    expect(diff).toMatchObject({ unlike: [], objectives: [], worse: false });
    expect(new Set(diff.figures.map(({ ratio }) => ratio))).toEqual(new Set([1]));
  });

  test('has the ratio of each figure that both have', () => {
    const slower = {
      ...aSummaryWithout('upstream'),
      latencyMs: { requests: { all: { ...LATENCY, p99: 8 } }, outcomes: {} },
    };
    const { figures } = diffSummaries(aSummary(), slower);
    expect(figures).toContainEqual({ name: 'request p99, ms', before: 4, after: 8, ratio: 2 });
    expect(figures.map(({ name }) => name)).not.toContain('calls to Wix per request');
    expect(figures.map(({ name }) => name)).not.toContain('page view p99, ms');
  });

  test('is worse when an objective is newly missed, and not when it was missed before', () => {
    const failed = aSummary({
      verdict: 'FAIL',
      objectives: [{ ...answered, seen: '98 %', outcome: 'missed' }, fast],
    });
    const diff = diffSummaries(aSummary(), failed);
    expect(diff.worse).toBe(true);
    expect(diff.objectives).toHaveLength(1);
    expect(renderDiff(aSummary(), failed, diff)).toContain('met (100 %)');
    expect(diffSummaries(failed, failed).worse).toBe(false);
    expect(diffSummaries(failed, aSummary()).worse).toBe(false);
  });

  test('is not worse for an objective that rests on an assumption about Wix', () => {
    const assumed = {
      ...answered,
      outcome: 'missed',
      assumption: 'wix_counts_token_info',
    } as const;
    const diff = diffSummaries(aSummary(), aSummary({ objectives: [assumed, fast] }));
    expect(diff.objectives).toHaveLength(1);
    expect(diff.worse).toBe(false);
  });

  test('is worse when the second run is invalid and the first was not', () => {
    expect(diffSummaries(aSummary(), aSummary({ verdict: 'INVALID' })).worse).toBe(true);
  });

  test('names what makes the comparison unfair', () => {
    const other = aSummary({
      profile: 'soak',
      options: { seed: 2, short: true },
      provenance: { ...aSummary().provenance, cores: 64 },
      settings: {},
    });
    const { unlike } = diffSummaries(aSummary(), other);
    expect(unlike.map((line) => line.split(':')[0])).toEqual([
      'profile',
      'rate',
      'duration',
      'seed',
      'short',
      'machine',
      'settings',
    ]);
    expect(renderDiff(aSummary(), other, diffSummaries(aSummary(), other))).toContain(
      'read the ratios with care',
    );
  });
});
