import type { ObjectThreshold, Options } from 'k6/options';
import { createOutcomes } from '../answers/outcome.ts';
import { composeResult, withoutLimit } from '../k6-result/compose-result.ts';
import type { K6Threshold } from '../k6-result/judge-threshold.ts';
import { type K6Data, TREND_STATS } from '../k6-result/read-k6-data.ts';
import type { LoadResult } from '../k6-result/result.ts';
import type { Plan } from '../plan.ts';
import { NO_SCRIPT_ERRORS, thresholdsOfPhase } from '../thresholds/thresholds.ts';
import type { Schedule } from '../traffic/arrivals.ts';
import type { Run } from './mint-tokens.ts';
import type { Settings } from './read-settings.ts';

export interface ProfileRun {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly schedule: Schedule;
  /** Thresholds besides those of every phase. */
  readonly thresholds?: readonly K6Threshold[];
  /** The requests that are due in a phase, of which half must be answered. Default: one per page view. */
  readonly requestsDue?: (phase: string) => number;
  /** False where phases have no thresholds: `breakpoint` exists to exceed them. */
  readonly phasesAreJudged?: boolean;
  readonly waves?: number;
  /** Thresholds that end the run when they are crossed. */
  readonly abortWhen?: readonly Pick<K6Threshold, 'metric' | 'test'>[];
  readonly conclude?: (result: LoadResult) => LoadResult;
  readonly options?: Options;
}

/** The names that k6 looks for in a script. */
interface K6Exports {
  readonly options: Options;
  readonly setup: () => Run;
  readonly handleSummary: (data: unknown) => Record<string, string>;
}

/** What each profile exports to k6, besides its own functions. */
export function createRun(run: ProfileRun): K6Exports {
  const { settings } = run;
  const outcomes = createOutcomes(settings.described);
  const thresholds = thresholdsOf(run);
  return {
    options: {
      scenarios: { ...run.schedule.scenarios },
      thresholds: k6ThresholdsOf(run, thresholds, withoutLimit(run.schedule.phases, outcomes)),
      summaryTrendStats: TREND_STATS,
      // k6 records its own metrics of each request in any case; without tags they cost less.
      systemTags: [],
      // The contract has no redirect.
      maxRedirects: 0,
      batchPerHost: 6,
      ...run.options,
    },
    setup: () => ({ startedAt: Math.floor(Date.now() / 1000) }),
    handleSummary: (data) => {
      const { plan, schedule, waves = 0, conclude } = run;
      const result = composeResult(data as K6Data, {
        profile: plan.name,
        phases: schedule.phases,
        due: schedule.due,
        ...(run.phasesAreJudged !== false && { dueOf: (phase: string) => schedule.dueOf(phase) }),
        outcomes,
        thresholds,
        waves,
        ...(conclude && { conclude }),
      });
      return { [settings.resultFile ?? 'stdout']: `${JSON.stringify(result, null, 2)}\n` };
    },
  };
}

function thresholdsOf({
  plan,
  schedule,
  requestsDue,
  phasesAreJudged = true,
  thresholds = [],
}: ProfileRun): K6Threshold[] {
  return [
    NO_SCRIPT_ERRORS,
    ...(phasesAreJudged ? schedule.phases : []).flatMap((phase) =>
      thresholdsOfPhase(plan.name, phase, requestsDue?.(phase) ?? schedule.dueOf(phase)),
    ),
    ...thresholds,
  ];
}

/** In k6's own form: by metric. */
function k6ThresholdsOf(
  { abortWhen = [] }: ProfileRun,
  thresholds: readonly K6Threshold[],
  others: Readonly<Record<string, readonly string[]>>,
): Record<string, (string | ObjectThreshold)[]> {
  const byMetric: Record<string, (string | ObjectThreshold)[]> = {};
  const add = (metric: string, ...tests: readonly (string | ObjectThreshold)[]) => {
    byMetric[metric] = [...(byMetric[metric] ?? []), ...tests];
  };
  for (const [metric, tests] of Object.entries(others)) add(metric, ...tests);
  for (const { metric, test } of thresholds) add(metric, test);
  for (const { metric, test } of abortWhen) add(metric, { threshold: test, abortOnFail: true });
  return byMetric;
}
