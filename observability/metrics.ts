/**
 * All metrics and labels that rules, dashboard and runbook may use, as the server's Prometheus
 * exporter writes them: dots become underscores, no unit is added, counters end in `_total`. The
 * Collector exports the same names (collector.yaml clears the units). Rename them here.
 */
export const METRIC = {
  /** Histogram, seconds: requests, by method, status, route, cache outcome and error. */
  requests: 'http_server_request_duration',
  /** Histogram, seconds: calls to Wix, by operation, status and error. */
  wixCalls: 'http_client_request_duration',
  /** Counter, by method and outcome (`verified`, or the refusal's code). */
  verifications: 'instance_identity_verifications_total',
  /** Counter, by outcome. */
  lookups: 'instance_identity_cache_lookups_total',
  /** Gauge: cached instances. */
  entries: 'instance_identity_cache_entries',
  /** Gauge, by pool: calls to Wix in flight. */
  inFlight: 'instance_identity_upstream_in_flight',
  /** Gauge, by pool: 0 closed, 1 half open, 2 open. */
  circuit: 'instance_identity_circuit_state',
} as const;

const HISTOGRAMS = [METRIC.requests, METRIC.wixCalls];

/** The series of the metrics. */
export const SERIES: ReadonlySet<string> = new Set(
  Object.values(METRIC).flatMap((name) =>
    HISTOGRAMS.some((histogram) => histogram === name)
      ? [`${name}_bucket`, `${name}_sum`, `${name}_count`]
      : [name],
  ),
);

export const LABEL = {
  method: 'http_request_method',
  status: 'http_response_status_code',
  route: 'http_route',
  error: 'error_type',
  cacheOutcome: 'instance_cache_outcome',
  operation: 'wix_operation',
  identifiedBy: 'identity_method',
  outcome: 'outcome',
  /** The bulkhead of a call to Wix: `token_info`, or `load` (instances and their tokens). */
  pool: 'pool',
  /** Set by Prometheus. */
  bucket: 'le',
  replica: 'instance',
} as const;

export const LABELS: ReadonlySet<string> = new Set(Object.values(LABEL));

const ROUTE = '/api/get-instance';

/** The requests that the objectives cover. Preflights do not count. */
const OURS = `${LABEL.route}="${ROUTE}",${LABEL.method}!="OPTIONS"`;

/**
 * Throttling by Wix counts as our failure, because the visitor got nothing. Other refusals are the
 * caller's fault.
 */
const FAILED = `${LABEL.status}=~"5..|429"`;
const ANSWERED = `${LABEL.status}!~"5..|429"`;

/** Sets of requests, as the inside of a PromQL selector. */
export const WHICH = {
  all: OURS,
  failed: `${OURS},${FAILED}`,
  answered: `${OURS},${ANSWERED}`,
  hits: `${OURS},${LABEL.cacheOutcome}="hit",${LABEL.status}=~"200|304"`,
} as const;

/** Lookups answered from the cache, and all lookups. Negative entries count in neither. */
export const LOOKUPS = {
  fromMemory: `${LABEL.outcome}=~"hit|stale"`,
  all: `${LABEL.outcome}!="negative"`,
} as const;

/** PromQL: the rate per second over `window`; `by` keeps these labels. */
export function perSecond(
  metric: string,
  window: string,
  which: string = '',
  by: readonly string[] = [],
): string {
  const series = isHistogram(metric) ? `${metric}_count` : metric;
  return `sum${grouped(by)}(rate(${series}${braced(which)}[${window}]))`;
}

/** PromQL: the `quantile` of a histogram, in seconds. */
export function quantile(
  q: number,
  metric: string,
  window: string,
  which: string = '',
  by: readonly string[] = [],
): string {
  const buckets = `rate(${metric}_bucket${braced(which)}[${window}])`;
  return `histogram_quantile(${q}, sum${grouped([LABEL.bucket, ...by])}(${buckets}))`;
}

/**
 * PromQL: the share of `which` that took longer than `seconds`, which must be a bucket boundary.
 */
export function shareOver(seconds: number, metric: string, window: string, which: string): string {
  const fast = `sum(rate(${metric}_bucket{${which},${LABEL.bucket}="${seconds}"}[${window}]))`;
  return `1 - ${fast} / ${perSecond(metric, window, which)}`;
}

function isHistogram(metric: string): boolean {
  return HISTOGRAMS.some((histogram) => histogram === metric);
}

function grouped(by: readonly string[]): string {
  return by.length === 0 ? '' : ` by (${by.join(', ')}) `;
}

function braced(which: string): string {
  return which === '' ? '' : `{${which}}`;
}
