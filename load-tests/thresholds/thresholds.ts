import type { K6Threshold } from '../k6-result/judge-threshold.ts';
import type { JudgedObjective, LoadResult } from '../k6-result/result.ts';
import type { ProfileName } from '../plan.ts';

/** In ms, for one phase. A percentile without a value has no threshold. */
export interface LatencyThresholds {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  /** Of page views, until the last widget has its answer. */
  readonly pageViewP99?: number;
}

/**
 * Latencies on a machine that does no other work. A new visitor's opaque token costs a call to Wix, whose 99th
 * percentile is 128 ms here, and a missing instance costs two more. The higher percentiles consist of those calls.
 */
export const LATENCY_THRESHOLDS: Readonly<Record<ProfileName, Record<string, LatencyThresholds>>> =
  {
    smoke: { smoke: { p99: 500 } },
    steady: { steady: { p50: 20, p95: 250, p99: 350, pageViewP99: 400 } },
    'flash-crowd': {
      calm: { p99: 400 },
      crowd: { p95: 250, p99: 350, pageViewP99: 400 },
      'all-others': { p99: 400 },
    },
    // Three calls to Wix one after the other (token, app token, instance), for a whole herd at once.
    stampede: { missing: { p99: 1_000 }, expired: { p99: 1_000 } },
    'cold-start': { before: { p99: 400 }, after: { p99: 600 } },
    brownout: {
      'slow-known': { p99: 450 },
      'failing-known': { p99: 450 },
      'throttled-known': { p99: 450 },
      'recovered-known': { p99: 450 },
    },
    'bad-tokens': { alone: { p99: 350 }, 'under-attack': { p99: 400 } },
    editor: { panels: { p99: 400 }, visitors: { p99: 400 } },
    soak: { first: { p99: 400 }, middle: { p99: 400 }, last: { p99: 400 } },
    breakpoint: { 'every-step': { p99: 500 } },
  };

/** A phase with fewer of its requests than this is not judged by its percentiles alone. */
const FEWEST_SHARE = 0.5;

/** The thresholds of one phase. Each latency has a count beside it, because k6 passes a metric without samples. */
export function thresholdsOfPhase(
  profile: ProfileName,
  phase: string,
  requestsDue: number,
): K6Threshold[] {
  const { p50, p95, p99, pageViewP99 } = LATENCY_THRESHOLDS[profile][phase] ?? {};
  const within = (metric: string, percentile: string, ms: number | undefined): K6Threshold[] =>
    ms === undefined
      ? []
      : [
          {
            name: `${phase}: ${metric === 'request_duration' ? '' : 'page views '}${percentile}`,
            kind: 'latency',
            metric: `${metric}{phase:${phase}}`,
            test: `${percentile}<${ms}`,
          },
        ];
  return [
    {
      name: `${phase}: every page view answered as the contract allows`,
      kind: 'outcome',
      metric: `page_view_ok{phase:${phase}}`,
      test: 'rate>=1',
    },
    {
      name: `${phase}: enough answers to judge`,
      kind: 'count',
      metric: `answers{phase:${phase}}`,
      test: `count>=${Math.max(1, Math.floor(requestsDue * FEWEST_SHARE))}`,
    },
    ...within('request_duration', 'p(50)', p50),
    ...within('request_duration', 'p(95)', p95),
    ...within('request_duration', 'p(99)', p99),
    ...within('page_view_duration', 'p(99)', pageViewP99),
  ];
}

/** Without it, a script that throws in every iteration passes. */
export const NO_SCRIPT_ERRORS: K6Threshold = {
  name: 'the script has no errors',
  kind: 'outcome',
  metric: 'script_errors',
  test: 'rate<=0',
};

/** A phase counts as slower than another when it exceeds its latency times the factor, plus the ms. */
const SLOWER_BY = { factor: 1.5, ms: 20 };

/** Compares two phases of one run, which share the machine and its load. */
export function noSlowerThan(
  { latency }: Pick<LoadResult, 'latency'>,
  before: string,
  after: string,
): JudgedObjective[] {
  const haveSamples = [before, after].every((phase) => (latency[phase]?.samples ?? 0) > 0);
  return (['p50', 'p95'] as const).map((percentile) => {
    const limit = (latency[before]?.[percentile] ?? 0) * SLOWER_BY.factor + SLOWER_BY.ms;
    const seen = latency[after]?.[percentile] ?? 0;
    return {
      name: `${after}: ${percentile} no slower than in ${before}`,
      kind: 'latency',
      limit: `< ${limit.toFixed(1)} ms`,
      seen: `${seen.toFixed(1)} ms`,
      met: haveSamples && seen < limit,
    };
  });
}
