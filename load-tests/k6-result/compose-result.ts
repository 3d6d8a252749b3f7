import type { Outcome, Outcomes } from '../answers/outcome.ts';
import { judgeThreshold, type K6Threshold } from './judge-threshold.ts';
import { type K6Data, latencyOf } from './read-k6-data.ts';
import type { JudgedObjective, LoadResult } from './result.ts';

export interface ResultOrder {
  readonly profile: string;
  readonly phases: readonly string[];
  readonly due: number;
  /** The page views of a phase that must complete. Left out for a profile that overloads the server on purpose. */
  readonly dueOf?: (phase: string) => number;
  readonly outcomes: Pick<Outcomes, 'all' | 'statusOf'>;
  readonly thresholds: readonly K6Threshold[];
  readonly waves: number;
  /** Adds objectives that k6's thresholds cannot express, because they compare two figures. */
  readonly conclude?: (result: LoadResult) => LoadResult;
}

/** Thresholds that nothing can cross: k6 sums up a metric by tag only where the tag has a threshold. */
export function withoutLimit(
  phases: readonly string[],
  outcomes: Pick<Outcomes, 'all'>,
): Record<string, string[]> {
  const tests: Record<string, string[]> = {};
  for (const outcome of outcomes.all) tests[`request_duration{outcome:${outcome}}`] = ['max>=0'];
  for (const phase of phases) {
    tests[`request_duration{phase:${phase}}`] = ['max>=0'];
    tests[`page_view_duration{phase:${phase}}`] = ['max>=0'];
    tests[`dropped_iterations{phase:${phase}}`] = ['count>=0'];
    for (const outcome of outcomes.all) {
      tests[`answers{phase:${phase},outcome:${outcome}}`] = ['count>=0'];
    }
  }
  return tests;
}

export function composeResult(data: K6Data, order: ResultOrder): LoadResult {
  const { profile, phases, due, dueOf, thresholds, waves, conclude } = order;
  const { metrics } = data;
  const value = (metric: string, name: string) => metrics[metric]?.values[name] ?? 0;
  const latency = (metric: string) => latencyOf(data, metric);
  const completed = (phase: string) => value(`page_view_duration{phase:${phase}}`, 'count');
  const pageViewLatency = latency('page_view_duration');
  const dropped = value('dropped_iterations', 'count');
  const result: LoadResult = {
    profile,
    seconds: data.state.testRunDurationMs / 1000,
    pageViews: { begun: pageViewLatency.samples, due, dropped },
    scriptErrors: value('script_errors', 'passes'),
    vus: { most: value('vus', 'max'), limit: value('vus_max', 'max') },
    latency: {
      all: latency('request_duration'),
      ...byPhase(phases, (phase) => latency(`request_duration{phase:${phase}}`)),
    },
    pageViewLatency,
    ...outcomesIn(data, order),
    byPhase: byPhase(phases, (phase) => ({
      pageViews: completed(phase),
      dropped: value(`dropped_iterations{phase:${phase}}`, 'count'),
    })),
    objectives: [
      ...thresholds.map((threshold) => judgeThreshold(threshold, metrics[threshold.metric])),
      ...(dueOf ? phases : []).map((phase) =>
        judgeCompletion(phase, completed(phase), dueOf?.(phase) ?? 0, dropped),
      ),
    ],
    findings: {},
    counts: {
      pageViews: pageViewLatency.samples,
      requests: latency('request_duration').samples,
      tokenCallsDue: value('token_calls_due', 'count'),
      waves,
    },
  };
  return conclude ? conclude(result) : result;
}

function byPhase<T>(phases: readonly string[], of: (phase: string) => T): Record<string, T> {
  return Object.fromEntries(phases.map((phase) => [phase, of(phase)]));
}

type OutcomeParts = Pick<
  LoadResult,
  'outcomes' | 'outcomesByPhase' | 'latencyByOutcome' | 'statuses'
>;

function outcomesIn(data: K6Data, { phases, outcomes: known }: ResultOrder): OutcomeParts {
  const countIn = (phase: string, outcome: Outcome) =>
    data.metrics[`answers{phase:${phase},outcome:${outcome}}`]?.values['count'] ?? 0;
  const seen = (countOf: (outcome: Outcome) => number): Partial<Record<Outcome, number>> =>
    Object.fromEntries(
      known.all.map((outcome) => [outcome, countOf(outcome)] as const).filter(([, n]) => n > 0),
    );
  const outcomes = seen((outcome) =>
    phases.reduce((sum, phase) => sum + countIn(phase, outcome), 0),
  );
  const statuses: Record<string, number> = {};
  for (const [outcome, n] of Object.entries(outcomes) as [Outcome, number][]) {
    const status = String(known.statusOf(outcome) ?? 'other');
    statuses[status] = (statuses[status] ?? 0) + n;
  }
  return {
    outcomes,
    outcomesByPhase: byPhase(phases, (phase) => seen((outcome) => countIn(phase, outcome))),
    latencyByOutcome: Object.fromEntries(
      Object.keys(outcomes).map((outcome) => [
        outcome,
        latencyOf(data, `request_duration{outcome:${outcome}}`),
      ]),
    ),
    statuses,
  };
}

/** The share of the due page views of a phase that must complete within it. */
const COMPLETED_SHARE = 0.95;

/**
 * A request that hangs is cut off with its phase, and k6 counts it nowhere. Page views that found no virtual user
 * are the generator's fault, and k6 cannot tell which phase they were in.
 */
function judgeCompletion(
  phase: string,
  completed: number,
  due: number,
  dropped: number,
): JudgedObjective {
  return {
    name: `${phase}: page views complete`,
    kind: 'outcome',
    limit: `>= ${COMPLETED_SHARE * 100} % of ${due}`,
    seen: String(completed),
    met: completed + dropped >= due * COMPLETED_SHARE,
  };
}
