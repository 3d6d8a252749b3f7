import { GOOD_OUTCOMES, type Outcome } from '../answers/outcome.ts';
import type { LoadResult } from '../k6-result/result.ts';

export interface CapacityStep {
  readonly phase: string;
  /** Page views a second. */
  readonly rate: number;
  readonly due: number;
  /** Page views that found no virtual user. */
  readonly dropped: number;
  /** Page views that came to an end. */
  readonly ended: number;
}

export interface Capacity {
  /** Page views a second of the last step that held; 0 when the first did not. */
  readonly rate: number;
  /** The step after it, and what broke; undefined when all held. */
  readonly broke?: { readonly rate: number; readonly why: string };
}

/** Of the page views of a step, those that have to come to an end within it. */
const ENDED_SHARE = 0.95;

/** The highest step at which everything that is promised still held. */
export function findCapacity(
  steps: readonly CapacityStep[],
  result: Pick<LoadResult, 'latency' | 'outcomesByPhase'>,
  p99Ms: number,
): Capacity {
  let held = 0;
  for (const step of steps) {
    const why = whatBroke(step, result, p99Ms);
    if (why !== undefined) return { rate: held, broke: { rate: step.rate, why } };
    held = step.rate;
  }
  return { rate: held };
}

function whatBroke(
  { phase, due, dropped, ended }: CapacityStep,
  { latency, outcomesByPhase }: Pick<LoadResult, 'latency' | 'outcomesByPhase'>,
  p99Ms: number,
): string | undefined {
  const p99 = latency[phase]?.p99 ?? 0;
  const outcomes = Object.keys(outcomesByPhase[phase] ?? {}) as Outcome[];
  const bad = outcomes.find((outcome) => !GOOD_OUTCOMES.includes(outcome));
  if (bad !== undefined) return `answers that are ${bad}`;
  if (p99 > p99Ms) return `p99 of ${Math.round(p99)} ms, over ${p99Ms} ms`;
  if (dropped > 0) return `${dropped} page views found no virtual user`;
  if (ended < due * ENDED_SHARE) return `${ended} of ${due} page views came to an end`;
  return undefined;
}
