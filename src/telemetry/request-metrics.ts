import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import { processSlot } from '../process-slots.ts';
import { ATTR_CACHE_OUTCOME, ATTR_IDENTITY_METHOD, ROUTE } from './names.ts';
import type { OutcomeAttributes } from './outcome-attributes.ts';

/** Upper bounds in seconds: those of the conventions, and finer ones below 5 ms for hits. */
export const BOUNDARIES: readonly number[] = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5,
  0.75, 1, 2.5, 5, 7.5, 10,
];

export type MetricAttributes = Readonly<Record<string, string | number>>;

export interface Counted {
  readonly attributes: MetricAttributes;
  count: number;
}

/** The durations of requests with the same attributes. */
export interface Durations extends Counted {
  /** One count per boundary, and one for values above the last boundary. */
  readonly buckets: Float64Array;
  sumSeconds: number;
}

interface Series {
  readonly durations: Durations;
  readonly verification: Counted | undefined;
  readonly lookup: Counted | undefined;
}

export interface RequestMetrics {
  record(method: string, status: number, attributes: OutcomeAttributes, seconds: number): void;
  /** Totals since the process started. */
  readonly durations: () => readonly Durations[];
  readonly verifications: () => readonly Counted[];
  readonly lookups: () => readonly Counted[];
}

/** Other methods are counted as `_OTHER`, so that callers cannot create labels. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Counts requests in typed arrays. The exporter reads them on collection. OpenTelemetry's own instruments sort
 * and join the attributes on every record, which costs a tenth of a hit.
 */
export function createRequestMetrics(): RequestMetrics {
  const all = new Map<string, Series>();
  const byAttributes = new Map<string, Durations>();
  const verifications = new Map<string, Counted>();
  const lookups = new Map<string, Counted>();

  // Most requests match the previous one. A comparison is cheaper than joining and hashing a key.
  let last:
    | {
        readonly method: string;
        readonly status: number;
        readonly attributes: OutcomeAttributes;
        readonly series: Series;
      }
    | undefined;

  function seriesOf(method: string, status: number, attributes: OutcomeAttributes): Series {
    if (
      last?.method === method &&
      last.status === status &&
      last.attributes.code === attributes.code &&
      last.attributes.cacheOutcome === attributes.cacheOutcome &&
      last.attributes.identityMethod === attributes.identityMethod
    ) {
      return last.series;
    }
    const series = findSeries(method, status, attributes);
    last = { method, status, attributes, series };
    return series;
  }

  function findSeries(method: string, status: number, attributes: OutcomeAttributes): Series {
    const { code = '', cacheOutcome = '', identityMethod = '' } = attributes;
    const key = `${method} ${status} ${code} ${cacheOutcome} ${identityMethod}`;
    const series = all.get(key) ?? createSeries(method, status, attributes);
    all.set(key, series);
    return series;
  }

  function createSeries(
    method: string,
    status: number,
    { code, cacheOutcome, identityMethod, verification }: OutcomeAttributes,
  ): Series {
    const labels: Record<string, string | number> = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
      [ATTR_HTTP_ROUTE]: ROUTE,
      [ATTR_URL_SCHEME]: 'http',
    };
    if (code !== undefined) labels[ATTR_ERROR_TYPE] = code;
    if (cacheOutcome !== undefined) labels[ATTR_CACHE_OUTCOME] = cacheOutcome;
    return {
      durations: durationsOf(labels),
      verification:
        verification &&
        counted(verifications, `${identityMethod ?? ''} ${verification}`, {
          ...(identityMethod ? { [ATTR_IDENTITY_METHOD]: identityMethod } : {}),
          outcome: verification,
        }),
      lookup: cacheOutcome && counted(lookups, cacheOutcome, { outcome: cacheOutcome }),
    };
  }

  /** Series that differ only in the identity method share one entry. Another metric has that label. */
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
    record(method, status, attributes, seconds) {
      const known = METHODS.has(method) ? method : '_OTHER';
      const { durations, verification, lookup } = seriesOf(known, status, attributes);
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

const slot = processSlot<RequestMetrics>('request-metrics');

/** The metrics of this process. The preload collects them and is a separate bundle. */
export const sharedRequestMetrics = {
  get: (): RequestMetrics => (slot.value ??= createRequestMetrics()),
  /** Whether the preload collects them. */
  isCollected: (): boolean => slot.value !== undefined,
};

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
