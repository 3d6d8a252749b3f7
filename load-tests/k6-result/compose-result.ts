import { type Outcome, OUTCOMES, statusOf } from '../answers/outcome.ts';
import type { K6Promise } from '../thresholds/thresholds.ts';
import { type K6Data, type K6Metric, latencyOf } from './read-k6-data.ts';
import type { LoadResult, Verdict } from './result.ts';

export interface ResultOrder {
  readonly profile: string;
  readonly phases: readonly string[];
  readonly due: number;
  /** Page views of a phase that have to come to an end; left out where the profile is there to break that. */
  readonly dueOf?: (phase: string) => number;
  readonly promises: readonly K6Promise[];
  readonly waves: number;
  /** What k6's thresholds cannot say, because it takes two of its figures. */
  readonly conclude?: (result: LoadResult) => LoadResult;
}

export const TREND_STATS = ['count', 'avg', 'med', 'p(50)', 'p(95)', 'p(99)', 'p(99.9)', 'max'];

/**
 * Keeps by tag what k6 forgets otherwise: it sums up only the tags for which there is a threshold.
 * None of these can break.
 */
export function keptByTag(phases: readonly string[]): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (const outcome of OUTCOMES) kept[`request_duration{outcome:${outcome}}`] = ['max>=0'];
  for (const phase of phases) {
    kept[`request_duration{phase:${phase}}`] = ['max>=0'];
    kept[`page_view_duration{phase:${phase}}`] = ['max>=0'];
    kept[`dropped_iterations{phase:${phase}}`] = ['count>=0'];
    for (const outcome of OUTCOMES) {
      kept[`answers{phase:${phase},outcome:${outcome}}`] = ['count>=0'];
    }
  }
  return kept;
}

export function composeResult(data: K6Data, order: ResultOrder): LoadResult {
  const { profile, phases, due, dueOf, promises, waves, conclude } = order;
  const { metrics } = data;
  const value = (metric: string, name: string) => metrics[metric]?.values[name] ?? 0;
  const latency = (metric: string) => latencyOf(data, metric);

  const outcomesByPhase = Object.fromEntries(
    phases.map((phase) => [
      phase,
      only((outcome) => value(`answers{phase:${phase},outcome:${outcome}}`, 'count')),
    ]),
  );
  const outcomes = only((outcome) =>
    phases.reduce((sum, phase) => sum + (outcomesByPhase[phase]?.[outcome] ?? 0), 0),
  );
  const pageViewLatency = latency('page_view_duration');
  const dropped = value('dropped_iterations', 'count');
  const ended = (phase: string) => value(`page_view_duration{phase:${phase}}`, 'count');
  const result: LoadResult = {
    profile,
    seconds: data.state.testRunDurationMs / 1000,
    pageViews: {
      begun: pageViewLatency.samples,
      due,
      dropped,
    },
    scriptErrors: value('script_errors', 'passes'),
    vus: { most: value('vus', 'max'), limit: value('vus_max', 'max') },
    latency: {
      all: latency('request_duration'),
      ...Object.fromEntries(
        phases.map((phase) => [phase, latency(`request_duration{phase:${phase}}`)]),
      ),
    },
    latencyByOutcome: Object.fromEntries(
      OUTCOMES.filter((outcome) => outcomes[outcome]).map((outcome) => [
        outcome,
        latency(`request_duration{outcome:${outcome}}`),
      ]),
    ),
    pageViewLatency,
    outcomes,
    outcomesByPhase,
    byPhase: Object.fromEntries(
      phases.map((phase) => [
        phase,
        {
          pageViews: ended(phase),
          dropped: value(`dropped_iterations{phase:${phase}}`, 'count'),
        },
      ]),
    ),
    statuses: statusesOf(outcomes),
    promises: [
      ...promises.map((promise) => judge(promise, metrics[promise.metric])),
      ...(dueOf ? phases : []).map((phase) =>
        comeToAnEnd(phase, ended(phase), dueOf?.(phase) ?? 0, dropped),
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

function judge({ name, kind, test }: K6Promise, found: K6Metric | undefined): Verdict {
  // A metric without samples is not in the summary: nothing has been kept by it.
  const kept = found?.thresholds?.[test]?.ok === true && hasSamples(found);
  return { name, kind, kept, limit: limitOf(test), seen: seenOf(test, found) };
}

/** Of the page views of a phase, those that have to come to an end within it. */
const ENDED_SHARE = 0.95;

/**
 * A request that hangs is cut off with its phase, and counted nowhere: neither as an answer nor as none. Those
 * that found no virtual user are the generator's affair, and k6 cannot tell whose phase they were in.
 */
function comeToAnEnd(phase: string, ended: number, due: number, dropped: number): Verdict {
  return {
    name: `${phase}: page views come to an end`,
    kind: 'outcome',
    limit: `>= ${ENDED_SHARE * 100} % of ${due}`,
    seen: String(ended),
    kept: ended + dropped >= due * ENDED_SHARE,
  };
}

function hasSamples({ values }: K6Metric): boolean {
  if (values['passes'] !== undefined) return values['passes'] + (values['fails'] ?? 0) > 0;
  return values['count'] !== 0;
}

const COMPARISON = /^(.*?)(>=|<=|<|>)(.*)$/;

function limitOf(test: string): string {
  const [, what = test, how = '', limit = ''] = COMPARISON.exec(test) ?? [];
  return what === 'rate' ? `${Number(limit) * 100} %` : `${how} ${limit}${unitOf(what)}`;
}

function seenOf(test: string, found: K6Metric | undefined): string {
  const what = COMPARISON.exec(test)?.[1] ?? test;
  const value = found?.values[what];
  if (found === undefined || value === undefined || !hasSamples(found)) return 'no samples';
  if (what === 'rate') return `${Number((value * 100).toFixed(3))} %`;
  return `${Number(value.toFixed(2))}${unitOf(what)}`;
}

function unitOf(what: string): string {
  return what === 'count' ? '' : ' ms';
}

function only(countOf: (outcome: Outcome) => number): Partial<Record<Outcome, number>> {
  return Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, countOf(outcome)] as const).filter(
      ([, count]) => count > 0,
    ),
  );
}

function statusesOf(outcomes: Partial<Record<Outcome, number>>): Record<string, number> {
  const statuses: Record<string, number> = {};
  for (const outcome of OUTCOMES) {
    const status = String(statusOf(outcome) ?? 'other');
    const count = outcomes[outcome] ?? 0;
    if (count > 0) statuses[status] = (statuses[status] ?? 0) + count;
  }
  return statuses;
}
