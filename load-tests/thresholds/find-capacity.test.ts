import { describe, expect, it } from 'vitest';
import { type CapacityStep, findCapacity } from './find-capacity.ts';
import type { Outcome } from '../answers/outcome.ts';
import type { Latency } from '../k6-result/result.ts';

const spread = (p99: number): Latency => ({
  samples: 1,
  mean: 0,
  p50: 0,
  p95: 0,
  p99,
  p999: 0,
  max: 0,
});

function capacity(
  p99s: readonly number[],
  but: Partial<CapacityStep> = {},
  outcome: Outcome = 'hit',
) {
  const phases = p99s.map((_, index) => `step-${index + 1}`);
  const steps = phases.map((phase, index) => ({
    phase,
    rate: (index + 1) * 100,
    due: 1_000,
    dropped: 0,
    ended: 1_000,
    ...(index === 1 ? but : {}),
  }));
  const latency = Object.fromEntries(
    phases.map((phase, index) => [phase, spread(p99s[index] ?? 0)]),
  );
  const outcomesByPhase = { 'step-2': { [outcome]: 1 } };
  return findCapacity(steps, { latency, outcomesByPhase }, 300);
}

describe('the capacity', () => {
  it('is the last step before the one that broke', () => {
    expect(capacity([10, 20, 301, 10])).toEqual({
      rate: 200,
      broke: { rate: 300, why: 'p99 of 301 ms, over 300 ms' },
    });
  });

  it.each<[string, Parameters<typeof capacity>]>([
    ['answers that are upstream_error', [[1, 1], {}, 'upstream_error']],
    ['3 page views found no virtual user', [[1, 1], { dropped: 3 }]],
    ['900 of 1000 page views came to an end', [[1, 1], { ended: 900 }]],
  ])('ends with %s', (why, args) => {
    expect(capacity(...args)).toEqual({ rate: 100, broke: { rate: 200, why } });
  });

  it('is none where the first step broke, and open upwards where all held', () => {
    expect(capacity([400])).toMatchObject({ rate: 0 });
    expect(capacity([1, 1, 1])).toEqual({ rate: 300 });
  });
});
