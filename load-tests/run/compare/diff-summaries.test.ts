import { describe, expect, it } from 'vitest';
import { diffSummaries } from './diff-summaries.ts';
import { renderDiff } from '../render/render-diff.ts';
import { aSummary, aSummaryWithout, LATENCY } from '../judge/test-support/a-summary.ts';

const [answered, fast] = aSummary().promises;
if (answered === undefined || fast === undefined) throw new Error('the fixture has two promises');

describe('two summaries beside each other', () => {
  it('finds nothing between a run and itself', () => {
    const diff = diffSummaries(aSummary(), aSummary());
    expect(diff).toMatchObject({ unlike: [], promises: [], worse: false });
    expect(new Set(diff.figures.map(({ ratio }) => ratio))).toEqual(new Set([1]));
  });

  it('gives the ratio of each figure that both have', () => {
    const slower = {
      ...aSummaryWithout('upstream'),
      latencyMs: { requests: { all: { ...LATENCY, p99: 8 } }, outcomes: {} },
    };
    const { figures } = diffSummaries(aSummary(), slower);
    expect(figures).toContainEqual({ name: 'request p99, ms', before: 4, after: 8, ratio: 2 });
    expect(figures.map(({ name }) => name)).not.toContain('calls to Wix per request');
    expect(figures.map(({ name }) => name)).not.toContain('page view p99, ms');
  });

  it('is worse when a promise broke that held, and not when it was broken before', () => {
    const failed = aSummary({
      verdict: 'FAIL',
      promises: [{ ...answered, seen: '98 %', outcome: 'broken' }, fast],
    });
    const diff = diffSummaries(aSummary(), failed);
    expect(diff.worse).toBe(true);
    expect(diff.promises).toHaveLength(1);
    expect(renderDiff(aSummary(), failed, diff)).toContain('kept (100 %)');
    expect(diffSummaries(failed, failed).worse).toBe(false);
    expect(diffSummaries(failed, aSummary()).worse).toBe(false);
  });

  it('is worse when the second run says nothing, and the first did', () => {
    expect(diffSummaries(aSummary(), aSummary({ verdict: 'INVALID' })).worse).toBe(true);
  });

  it('says what makes the two no fair match', () => {
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
