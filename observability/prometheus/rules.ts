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

/** A month's budget would be gone in two days, or in five: Google's SRE workbook, chapter 5. */
const PAGE = { severity: 'page', burn: 14.4, short: 5, long: 60 } as const;
const TICKET = { severity: 'ticket', burn: 6, short: 30, long: 360 } as const;

/** A service that is asked twice an hour has no ratio worth waking anybody for. */
const FAILURES_TO_TELL = 10;
const REQUESTS_PER_SECOND_TO_TELL = 0.1;

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
        description: 'of requests failed in the last hours (objective: 0.1 %).',
      }),
    ),
    ...[PAGE, TICKET].map((speed) =>
      burning('InstanceIdentitySlow', 'slow', speed, {
        summary: 'Answers are slow',
        description: 'of answers took more than 500 ms (objective: 1 %).',
      }),
    ),
    // No visitor notices 10 ms: a reason to look, not to get up.
    burning('InstanceIdentityHitsSlow', 'slowHits', TICKET, {
      summary: 'Hits are slow',
      description: 'of hits took more than 5 ms (objective: 1 %).',
    }),
    rule('InstanceIdentityAsksWixTooOften', 'ticket', {
      expr: `${WIX_CALLS_PER_REQUEST} > 1 and ${burnRates.requests(5)} > ${REQUESTS_PER_SECOND_TO_TELL}`,
      for: minutes(10),
      summary: 'More than one call to Wix for each request',
      description:
        '{{ $value | printf "%.2f" }} calls to Wix for each request: the memory does not help.',
    }),
    rule('InstanceIdentityHitRatioFell', 'ticket', {
      expr:
        `${HIT_RATIO} < avg_over_time(${HIT_RATIO}[${minutes(1440)}] offset ${minutes(60)}) - 0.1` +
        ` and ${burnRates.requests(5)} > ${REQUESTS_PER_SECOND_TO_TELL}`,
      for: minutes(10),
      summary: 'Fewer answers come from memory than the day before',
      description:
        '{{ $value | humanizePercentage }} of lookups are hits: 10 points below the day.',
    }),
    rule('InstanceIdentityCircuitOpen', 'page', {
      expr: `${METRIC.circuit} > 0`,
      for: minutes(1),
      summary: 'Wix is not being asked',
      description:
        'More than half of the last {{ $labels.pool }} calls failed: what is in memory is all there is.',
    }),
    rule('InstanceIdentityThrottledByWix', 'ticket', {
      expr: `${THROTTLED} > 0`,
      for: minutes(2),
      summary: 'Wix throttles us',
      description:
        '{{ $value | printf "%.2f" }} {{ $labels.wix_operation }} calls a second answered 429.',
    }),
    rule('InstanceIdentitySilent', 'page', {
      // Held for as long as a restart may take.
      expr: `absent_over_time(${METRIC.entries}[${minutes(5)}])`,
      for: minutes(1),
      summary: 'No server says anything',
      description: 'For 5 minutes no replica has been heard: no other alert can fire.',
    }),
  ];
}

/** Both windows: the long one says that it matters, the short one that it still goes on. */
function burning(
  alert: string,
  what: keyof typeof OBJECTIVES,
  speed: typeof PAGE | typeof TICKET,
  says: { readonly summary: string; readonly description: string },
): AlertingRule {
  const limit = Number((speed.burn * (1 - OBJECTIVES[what])).toPrecision(4));
  const bad = burnRates.bad(what, speed.long);
  const enough = `${burnRates.count(what, speed.long)} * ${bad} * ${speed.long * 60} >= ${FAILURES_TO_TELL}`;
  return rule(alert, speed.severity, {
    expr: `${bad} > ${limit} and ${burnRates.bad(what, speed.short)} > ${limit} and ${enough}`,
    ...says,
    description: `{{ $value | humanizePercentage }} ${says.description}`,
  });
}

function rule(
  alert: string,
  severity: 'page' | 'ticket',
  says: {
    readonly expr: string;
    readonly for?: string;
    readonly summary: string;
    readonly description: string;
  },
): AlertingRule {
  return {
    alert,
    expr: says.expr,
    ...(says.for ? { for: says.for } : {}),
    labels: { severity },
    annotations: {
      summary: says.summary,
      description: says.description,
      runbook_url: `observability/RUNBOOK.md#${alert.toLowerCase()}`,
    },
  };
}
