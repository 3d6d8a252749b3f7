import { LABEL, LOOKUPS, METRIC, perSecond, shareOver, WHICH } from '../metrics.ts';
import type { Minutes } from './minutes.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/**
 * The objectives, as the share of good requests over 30 days. Latency has two objectives, because
 * hits and misses differ: a hit takes at most 5 ms, and any answer at most 500 ms, calls to Wix
 * included. Both exclude failures, because a 503 is fast.
 */
export const OBJECTIVES = { failed: 0.999, slow: 0.99, slowHits: 0.99 } as const;

const SLOW_SECONDS = 0.5;
const SLOW_HIT_SECONDS = 0.005;

/** The windows of the error budgets, in minutes. */
const WINDOWS = [5, 30, 60, 360] as const;
type Window = (typeof WINDOWS)[number];

const SPELT: Readonly<Record<Window, string>> = { 5: '5m', 30: '30m', 60: '1h', 360: '6h' };

export const HIT_RATIO = 'instance_identity:cache_hits:ratio_rate15m';
export const WIX_CALLS_PER_REQUEST = 'instance_identity:wix_calls_per_request:ratio_rate15m';
export const THROTTLED = 'instance_identity:wix_calls_throttled:rate5m';

const SHARE = {
  failed: 'instance_identity:requests_failed:ratio_rate',
  slow: 'instance_identity:answers_slow:ratio_rate',
  slowHits: 'instance_identity:hits_slow:ratio_rate',
} as const;

const COUNT = {
  failed: 'instance_identity:requests:rate',
  slow: 'instance_identity:answers:rate',
  slowHits: 'instance_identity:hits:rate',
} as const;

/** The names of the recorded series, by window. */
export const burnRates = {
  requests: (window: Window): string => COUNT.failed + SPELT[window],
  count: (what: keyof typeof OBJECTIVES, window: Window): string => COUNT[what] + SPELT[window],
  bad: (what: keyof typeof OBJECTIVES, window: Window): string => SHARE[what] + SPELT[window],
};

/** The expressions that dashboards and alerts share. */
export function recordingRules(minutes: Minutes): readonly RecordingRule[] {
  const perRequest = [METRIC.wixCalls, METRIC.requests].map((metric) =>
    perSecond(metric, minutes(15), metric === METRIC.requests ? WHICH.all : ''),
  );
  const lookups = [LOOKUPS.fromMemory, LOOKUPS.all].map((which) =>
    perSecond(METRIC.lookups, minutes(15), which),
  );
  const throttled = perSecond(METRIC.wixCalls, minutes(5), `${LABEL.status}="429"`, [
    LABEL.operation,
  ]);
  return [
    ...WINDOWS.flatMap((window) => watched(window, minutes(window))),
    { record: HIT_RATIO, expr: lookups.join(' / ') },
    { record: WIX_CALLS_PER_REQUEST, expr: perRequest.join(' / ') },
    { record: THROTTLED, expr: throttled },
  ];
}

function watched(window: Window, range: string): readonly RecordingRule[] {
  const { requests } = METRIC;
  const all = perSecond(requests, range, WHICH.all);
  const failed = perSecond(requests, range, WHICH.failed);
  return [
    { record: burnRates.count('failed', window), expr: all },
    { record: burnRates.count('slow', window), expr: perSecond(requests, range, WHICH.answered) },
    { record: burnRates.count('slowHits', window), expr: perSecond(requests, range, WHICH.hits) },
    // Without any failure the series does not exist; the share is then 0.
    { record: burnRates.bad('failed', window), expr: `(${failed} or vector(0)) / ${all}` },
    {
      record: burnRates.bad('slow', window),
      expr: shareOver(SLOW_SECONDS, requests, range, WHICH.answered),
    },
    {
      record: burnRates.bad('slowHits', window),
      expr: shareOver(SLOW_HIT_SECONDS, requests, range, WHICH.hits),
    },
  ];
}
