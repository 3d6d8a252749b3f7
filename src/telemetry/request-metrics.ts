import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { Outcome } from '../endpoint/outcome.ts';
import { ATTR_CACHE_OUTCOME, ATTR_IDENTITY_METHOD, ROUTE } from './names.ts';

/** The upper bounds of the conventions, in seconds, and finer ones below 5 ms, where hits are. */
export const BOUNDARIES: readonly number[] = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5,
  0.75, 1, 2.5, 5, 7.5, 10,
];

export type MetricAttributes = Readonly<Record<string, string | number>>;

export interface Counted {
  readonly attributes: MetricAttributes;
  count: number;
}

/** The durations of the requests that had the same attributes. */
export interface Durations extends Counted {
  /** One count for each boundary, and one for what is above all. */
  readonly buckets: Float64Array;
  sumSeconds: number;
}

interface Labels {
  readonly method: string;
  readonly status: number;
  readonly code: string | undefined;
  readonly cacheOutcome: string | undefined;
  /** How the token was verified. */
  readonly by: string | undefined;
}

interface Series {
  readonly durations: Durations;
  readonly verification: Counted | undefined;
  readonly lookup: Counted | undefined;
}

export interface RequestMetrics {
  record(method: string, status: number, outcome: Outcome, seconds: number): void;
  /** What was recorded since the process began, at the moment of reading. */
  durations(): readonly Durations[];
  verifications(): readonly Counted[];
  lookups(): readonly Counted[];
}

/** What others call themselves is no label: there would be one for each. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Counts in typed arrays, to be read when somebody collects. OpenTelemetry's own instruments sort and
 * join the attributes at every record, which alone would cost a tenth of a hit.
 */
export function createRequestMetrics(): RequestMetrics {
  const all = new Map<string, Series>();
  const verifications = new Map<string, Counted>();
  const lookups = new Map<string, Counted>();

  // Most requests are like the one before: to compare is cheaper than to join a key and hash it.
  let last: (Labels & { readonly series: Series }) | undefined;

  function seriesOf(method: string, status: number, outcome: Outcome): Series {
    const code = codeOf(outcome);
    const cacheOutcome = cacheOutcomeOf(outcome);
    const by = identifiedBy(outcome);
    if (
      last?.method === method &&
      last.status === status &&
      last.code === code &&
      last.cacheOutcome === cacheOutcome &&
      last.by === by
    ) {
      return last.series;
    }
    const series = findSeries({ method, status, code, cacheOutcome, by }, outcome);
    last = { method, status, code, cacheOutcome, by, series };
    return series;
  }

  function findSeries(labels: Labels, outcome: Outcome): Series {
    const { method, status, code, cacheOutcome, by } = labels;
    const key = `${method} ${status} ${code ?? ''} ${cacheOutcome ?? ''} ${by ?? ''}`;
    let series = all.get(key);
    if (!series) {
      const attributes: Record<string, string | number> = {
        [ATTR_HTTP_REQUEST_METHOD]: method,
        [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
        [ATTR_HTTP_ROUTE]: ROUTE,
        [ATTR_URL_SCHEME]: 'http',
      };
      if (code !== undefined) attributes[ATTR_ERROR_TYPE] = code;
      if (cacheOutcome !== undefined) attributes[ATTR_CACHE_OUTCOME] = cacheOutcome;
      const verdict = verdictOf(outcome);
      series = {
        durations: durationsOf(attributes),
        verification: verdict
          ? counted(verifications, `${by ?? ''} ${verdict}`, {
              ...(by ? { [ATTR_IDENTITY_METHOD]: by } : {}),
              outcome: verdict,
            })
          : undefined,
        lookup: cacheOutcome
          ? counted(lookups, cacheOutcome, { outcome: cacheOutcome })
          : undefined,
      };
      all.set(key, series);
    }
    return series;
  }

  // The label of how a token was verified belongs to another metric: what differs in it alone is one here.
  const byAttributes = new Map<string, Durations>();
  function durationsOf(attributes: MetricAttributes): Durations {
    const key = JSON.stringify(attributes);
    const known = byAttributes.get(key);
    if (known) return known;
    const buckets = new Float64Array(BOUNDARIES.length + 1);
    const durations = { attributes, buckets, sumSeconds: 0, count: 0 };
    byAttributes.set(key, durations);
    return durations;
  }

  return {
    record(method, status, outcome, seconds) {
      const known = METHODS.has(method) ? method : '_OTHER';
      const { durations, verification, lookup } = seriesOf(known, status, outcome);
      const bucket = bucketOf(seconds);
      durations.buckets[bucket] = (durations.buckets[bucket] ?? 0) + 1;
      durations.sumSeconds += seconds;
      durations.count += 1;
      if (verification) verification.count += 1;
      if (lookup) lookup.count += 1;
    },
    durations: () => [...byAttributes.values()],
    verifications: () => [...verifications.values()],
    lookups: () => [...lookups.values()],
  };
}

function counted(all: Map<string, Counted>, key: string, attributes: MetricAttributes): Counted {
  const known = all.get(key);
  if (known) return known;
  const fresh = { attributes, count: 0 };
  all.set(key, fresh);
  return fresh;
}

function bucketOf(seconds: number): number {
  let bucket = 0;
  while (bucket < BOUNDARIES.length && seconds > (BOUNDARIES[bucket] ?? 0)) bucket += 1;
  return bucket;
}

export function codeOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'refused' ? outcome.code : undefined;
}

export function cacheOutcomeOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'instance' || outcome.kind === 'refused'
    ? outcome.lookup?.outcome
    : undefined;
}

/** How it became known whose token it is, or that it is nobody's. */
export function identifiedBy(outcome: Outcome): string | undefined {
  if (outcome.kind === 'preflight') return undefined;
  if (outcome.kind !== 'refused' || outcome.by) return outcome.by;
  switch (outcome.code) {
    case 'missing_token':
    case 'malformed_token':
    case 'method_not_allowed':
      return undefined;
    default:
      return outcome.remembered ? 'token_memo' : 'token_info';
  }
}

/** `verified`, or the code of what came instead. Undefined where nothing was to be verified. */
function verdictOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'preflight') return undefined;
  if (outcome.identity) return 'verified';
  const code = codeOf(outcome);
  return code === 'method_not_allowed' ? undefined : code;
}
