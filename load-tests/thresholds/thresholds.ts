import type { LoadResult, Verdict } from '../k6-result/result.ts';
import type { ProfileName } from '../plan.ts';

/** What k6 itself can judge: a threshold, and what it is called. */
export interface K6Promise {
  readonly name: string;
  readonly kind: Verdict['kind'];
  /** As in `request_duration{phase:steady}`. */
  readonly metric: string;
  /** As in `p(99)<250`. */
  readonly test: string;
}

/** Ms, by phase. A percentile that is not named is not promised. */
export interface LatencyPromise {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  /** Of page views, until the last widget has its answer. */
  readonly pageViewP99?: number;
}

/**
 * Latencies, on a machine that does nothing else. A new visitor's opaque token costs a call to Wix, whose 99th
 * percentile is 128 ms here, and a missing instance two more: that is what the higher percentiles are made of.
 */
export const LATENCY_PROMISES: Readonly<Record<ProfileName, Record<string, LatencyPromise>>> = {
  smoke: { smoke: { p99: 500 } },
  steady: { steady: { p50: 20, p95: 250, p99: 350, pageViewP99: 400 } },
  'flash-crowd': {
    calm: { p99: 400 },
    crowd: { p95: 250, p99: 350, pageViewP99: 400 },
    'all-others': { p99: 400 },
  },
  // The token's call, the app token's and the instance's, one after the other, for a herd at once.
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

/** A phase in which fewer of the requests came than this says nothing. */
const FEWEST_SHARE = 0.5;

/** What every phase of a profile promises, each latency with a count beside it: without samples it would pass. */
export function promisesOfPhase(
  profile: ProfileName,
  phase: string,
  requestsDue: number,
): K6Promise[] {
  const { p50, p95, p99, pageViewP99 } = LATENCY_PROMISES[profile][phase] ?? {};
  const within = (metric: string, percentile: string, ms: number | undefined): K6Promise[] =>
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
      name: `${phase}: every page view as the contract allows`,
      kind: 'outcome',
      metric: `page_view_ok{phase:${phase}}`,
      test: 'rate>=1',
    },
    {
      name: `${phase}: answers to judge by`,
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

/** A script that throws in every iteration would pass otherwise. */
export const NO_SCRIPT_ERRORS: K6Promise = {
  name: 'the script itself has no errors',
  kind: 'outcome',
  metric: 'script_errors',
  test: 'rate<=0',
};

/** By how much a phase may be slower than another, before anybody would call it slower. */
const SLOWER_BY = { factor: 1.5, ms: 20 };

/** Two phases of one run beside each other: the machine is the same, and its weather too. */
export function noSlowerThan(
  { latency }: Pick<LoadResult, 'latency'>,
  before: string,
  after: string,
): Verdict[] {
  const haveSamples = [before, after].every((phase) => (latency[phase]?.samples ?? 0) > 0);
  return (['p50', 'p95'] as const).map((percentile) => {
    const limit = (latency[before]?.[percentile] ?? 0) * SLOWER_BY.factor + SLOWER_BY.ms;
    const seen = latency[after]?.[percentile] ?? 0;
    return {
      name: `${after}: ${percentile} like that of ${before}`,
      kind: 'latency',
      limit: `< ${limit.toFixed(1)} ms`,
      seen: `${seen.toFixed(1)} ms`,
      kept: haveSamples && seen < limit,
    };
  });
}
