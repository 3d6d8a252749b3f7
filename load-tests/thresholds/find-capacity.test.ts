import { describe, expect, test } from 'vitest';
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
    completed: 1_000,
    ...(index === 1 ? but : {}),
  }));
  const latency = Object.fromEntries(
    phases.map((phase, index) => [phase, spread(p99s[index] ?? 0)]),
  );
  const outcomesByPhase = { 'step-2': { [outcome]: 1 } };
  return findCapacity(steps, { latency, outcomesByPhase }, 300);
}

describe('the capacity', () => {
  test('is the last step before the one that missed an objective', () => {
    expect(capacity([10, 20, 301, 10])).toEqual({
      rate: 200,
      exceeded: { rate: 300, why: 'p99 of 301 ms, over 300 ms' },
    });
  });

  test.each<[string, Parameters<typeof capacity>]>([
    ['answers with the outcome upstream_error', [[1, 1], {}, 'upstream_error']],
    ['3 page views found no virtual user', [[1, 1], { dropped: 3 }]],
    ['900 of 1000 page views completed', [[1, 1], { completed: 900 }]],
  ])('ends with %s', (why, args) => {
    expect(capacity(...args)).toEqual({ rate: 100, exceeded: { rate: 200, why } });
  });

  test('is 0 when the first step missed an objective, and open upwards when every step met them', () => {
    expect(capacity([400])).toMatchObject({ rate: 0 });
    expect(capacity([1, 1, 1])).toEqual({ rate: 300 });
  });
});
