import { GOOD_OUTCOMES, type Outcome } from '../answers/outcome.ts';
import type { LoadResult } from '../k6-result/result.ts';

export interface CapacityStep {
  readonly phase: string;
  /** Page views a second. */
  readonly rate: number;
  readonly due: number;
  /** Page views that found no virtual user. */
  readonly dropped: number;
  readonly completed: number;
}

export interface Capacity {
  /** Page views a second of the last step that met every objective; 0 when the first step missed one. */
  readonly rate: number;
  /** The step after it, and the objective that it missed; undefined when every step met all of them. */
  readonly exceeded?: { readonly rate: number; readonly why: string };
}

/** The share of the due page views of a step that must complete within it. */
const COMPLETED_SHARE = 0.95;

/** The highest step up to which every objective is met. */
export function findCapacity(
  steps: readonly CapacityStep[],
  result: Pick<LoadResult, 'latency' | 'outcomesByPhase'>,
  p99Ms: number,
): Capacity {
  let rate = 0;
  for (const step of steps) {
    const why = missedObjective(step, result, p99Ms);
    if (why !== undefined) return { rate, exceeded: { rate: step.rate, why } };
    rate = step.rate;
  }
  return { rate };
}

function missedObjective(
  { phase, due, dropped, completed }: CapacityStep,
  { latency, outcomesByPhase }: Pick<LoadResult, 'latency' | 'outcomesByPhase'>,
  p99Ms: number,
): string | undefined {
  const p99 = latency[phase]?.p99 ?? 0;
  const outcomes = Object.keys(outcomesByPhase[phase] ?? {}) as Outcome[];
  const bad = outcomes.find((outcome) => !GOOD_OUTCOMES.includes(outcome));
  if (bad !== undefined) return `answers with the outcome ${bad}`;
  if (p99 > p99Ms) return `p99 of ${Math.round(p99)} ms, over ${p99Ms} ms`;
  if (dropped > 0) return `${dropped} page views found no virtual user`;
  if (completed < due * COMPLETED_SHARE) return `${completed} of ${due} page views completed`;
  return undefined;
}
