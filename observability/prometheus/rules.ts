import { METRIC } from '../metrics.ts';
import { type Minutes, realMinutes } from './minutes.ts';
import {
  burnRates,
  HIT_RATIO,
  OBJECTIVES,
  recordingRules,
  type RecordingRule,
  THROTTLED,
  WIX_CALLS_PER_REQUEST,
} from './recording-rules.ts';

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: 'page' | 'ticket' };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/**
 * At these burn rates a month's budget lasts two days, or five: Google's SRE workbook, chapter 5.
 */
const PAGE = { severity: 'page', burn: 14.4, short: 5, long: 60 } as const;
const TICKET = { severity: 'ticket', burn: 6, short: 30, long: 360 } as const;

/** Below these numbers, a ratio is too noisy for an alert. */
const MIN_FAILURES = 10;
const MIN_REQUESTS_PER_SECOND = 0.1;

/** The rules as Prometheus loads them. */
export function ruleGroups(minutes: Minutes = realMinutes): readonly RuleGroup[] {
  const interval = minutes(0.5);
  return [
    { name: 'instance-identity', interval, rules: recordingRules(minutes) },
    { name: 'instance-identity-alerts', interval, rules: alerts(minutes) },
  ];
}

function alerts(minutes: Minutes): readonly AlertingRule[] {
  return [
    ...[PAGE, TICKET].map((speed) =>
      burning('InstanceIdentityFailing', 'failed', speed, {
        summary: 'Requests fail',
        description: 'of requests failed in the last hours (objective: at most 0.1 %).',
      }),
    ),
    ...[PAGE, TICKET].map((speed) =>
      burning('InstanceIdentitySlow', 'slow', speed, {
        summary: 'Answers are slow',
        description: 'of answers took more than 500 ms (objective: at most 1 %).',
      }),
    ),
    // Visitors do not notice 10 ms, so this opens a ticket and never pages.
    burning('InstanceIdentityHitsSlow', 'slowHits', TICKET, {
      summary: 'Hits are slow',
      description: 'of hits took more than 5 ms (objective: at most 1 %).',
    }),
    rule('InstanceIdentityAsksWixTooOften', 'ticket', {
      expr: `${WIX_CALLS_PER_REQUEST} > 1 and ${burnRates.requests(5)} > ${MIN_REQUESTS_PER_SECOND}`,
      for: minutes(10),
      summary: 'More than one call to Wix for each request',
      description:
        '{{ $value | printf "%.2f" }} calls to Wix for each request. The cache does not help.',
    }),
    rule('InstanceIdentityHitRatioFell', 'ticket', {
      expr:
        `${HIT_RATIO} < avg_over_time(${HIT_RATIO}[${minutes(1440)}] offset ${minutes(60)}) - 0.1` +
        ` and ${burnRates.requests(5)} > ${MIN_REQUESTS_PER_SECOND}`,
      for: minutes(10),
      summary: 'The hit ratio fell below that of the day before',
      description:
        '{{ $value | humanizePercentage }} of lookups are hits, 10 points below the last day.',
    }),
    rule('InstanceIdentityCircuitOpen', 'page', {
      expr: `${METRIC.circuit} > 0`,
      for: minutes(1),
      summary: 'A circuit breaker is open: Wix is not called',
      description:
        'More than half of the last {{ $labels.pool }} calls failed. Only cached data is served.',
    }),
    rule('InstanceIdentityThrottledByWix', 'ticket', {
      expr: `${THROTTLED} > 0`,
      for: minutes(2),
      summary: 'Wix throttles us',
      description:
        'Wix answers {{ $value | printf "%.2f" }} {{ $labels.wix_operation }} calls a second with 429.',
    }),
    rule('InstanceIdentitySilent', 'page', {
      // Longer than a restart takes.
      expr: `absent_over_time(${METRIC.entries}[${minutes(5)}])`,
      for: minutes(1),
      summary: 'No replica sends metrics',
      description: 'No replica has sent metrics for 5 minutes. No other alert can fire.',
    }),
  ];
}

/**
 * Requires both windows: the long one shows that the failure matters, the short one that it
 * continues.
 */
function burning(
  alert: string,
  what: keyof typeof OBJECTIVES,
  speed: typeof PAGE | typeof TICKET,
  texts: { readonly summary: string; readonly description: string },
): AlertingRule {
  const limit = Number((speed.burn * (1 - OBJECTIVES[what])).toPrecision(4));
  const bad = burnRates.bad(what, speed.long);
  const enough = `${burnRates.count(what, speed.long)} * ${bad} * ${speed.long * 60} >= ${MIN_FAILURES}`;
  return rule(alert, speed.severity, {
    expr: `${bad} > ${limit} and ${burnRates.bad(what, speed.short)} > ${limit} and ${enough}`,
    ...texts,
    description: `{{ $value | humanizePercentage }} ${texts.description}`,
  });
}

function rule(
  alert: string,
  severity: 'page' | 'ticket',
  order: {
    readonly expr: string;
    readonly for?: string;
    readonly summary: string;
    readonly description: string;
  },
): AlertingRule {
  return {
    alert,
    expr: order.expr,
    ...(order.for ? { for: order.for } : {}),
    labels: { severity },
    annotations: {
      summary: order.summary,
      description: order.description,
      runbook_url: `observability/RUNBOOK.md#${alert.toLowerCase()}`,
    },
  };
}
