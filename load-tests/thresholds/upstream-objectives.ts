import type { CallReport } from '../../emulator/world/call-log.ts';
import { OPERATIONS } from '../../emulator/world/operations.ts';
import { CALLS_PER_MINUTE } from '../../emulator/world/rate-limit.ts';
import type { JudgedObjective, LoadResult } from '../k6-result/result.ts';
import type { Plan } from '../plan.ts';
import { atMost } from './at-most.ts';
import { leftAloneObjectives } from './left-alone-objectives.ts';
import { type WorstMinutes, wixLimitObjectives } from './wix-limit-objectives.ts';

/** The server's jitter: an entry may expire by this share of its TTL too early. */
const JITTER = 0.1;

/** Without a cache, a request costs three calls. */
const MOST_CALLS_PER_REQUEST = 1;

export interface UpstreamFacts {
  readonly plan: Plan;
  readonly calls: CallReport;
  readonly result: LoadResult;
}

/**
 * How many calls may reach Wix for the traffic of a run. The limits come from the settings that the plan gives the
 * server, so that a server with other settings is detected.
 */
export function upstreamObjectives(facts: UpstreamFacts): JudgedObjective[] {
  const { plan, calls, result } = facts;
  const { requests } = result.counts;
  const all = OPERATIONS.reduce((sum, operation) => sum + calls.totals[operation], 0);
  return [
    ...perInstance(facts),
    ...(plan.name === 'brownout' ? leftAloneObjectives(calls, result.seconds) : []),
    ...(plan.name === 'stampede' ? perExpiry(facts) : tokenInfo(facts)),
    atMost('calls to Wix per request', all / requests, MOST_CALLS_PER_REQUEST),
    ...(plan.name === 'flash-crowd' ? wixLimitObjectives(worstMinutesOf(calls)) : []),
  ];
}

function worstMinutesOf(calls: CallReport): WorstMinutes {
  return {
    data: calls.worstMinute.get_app_instance.calls,
    dataAndTokenInfo: calls.worstMinuteWithTokenInfo.calls,
  };
}

function perInstance({ plan, calls, result }: UpstreamFacts): JudgedObjective[] {
  const { totals, worstMinute, answered, instancesCalled } = calls;
  // A restarted server starts with empty caches.
  const lives = plan.needs.restart ? 2 : 1;
  const ttlSeconds = Number(plan.server['INSTANCE_TTL_SECONDS'] ?? 60) * (1 - JITTER);
  const loadsIn = (seconds: number) => lives + Math.floor(seconds / ttlSeconds);
  return [
    atMost(
      'calls for one instance in any minute',
      worstMinute.get_app_instance.calls,
      Math.min(CALLS_PER_MINUTE, loadsIn(Math.min(60, result.seconds))),
    ),
    atMost(
      'calls for instances: the first of each, and one per expiry',
      totals.get_app_instance,
      instancesCalled * loadsIn(result.seconds),
    ),
    // In a brownout the exchange itself fails, and the server tries it again.
    ...(plan.name === 'brownout'
      ? []
      : [
          // The small caches of `soak` drop an app token before it expires.
          plan.name === 'soak'
            ? atMost('app tokens: one per load', totals.app_token, totals.get_app_instance)
            : atMost('app tokens: one per instance', totals.app_token, instancesCalled * lives),
          atMost(
            'calls for instances that Wix throttled',
            answered.get_app_instance['429'] ?? 0,
            0,
          ),
        ]),
  ];
}

function tokenInfo({ plan, calls, result }: UpstreamFacts): JudgedObjective[] {
  const { tokenCallsDue, pageViews } = result.counts;
  // A page view that never began may have been a visitor's first. His next one then costs a call that k6 did not count.
  const { due, begun } = result.pageViews;
  const neverBegan = Math.max(0, Math.ceil(due - begun));
  // The server forgets its verdicts, or Wix fails to give one, so one token may cost a call per page view. In
  // `breakpoint` the rate changes, so visitors return sooner or later than the traffic model assumes.
  const forgets = ['cold-start', 'brownout', 'breakpoint'].includes(plan.name);
  return [
    forgets
      ? atMost('token-info calls: one per page view', calls.totals.token_info, pageViews)
      : atMost(
          'token-info calls: one per opaque token, and one per expiry',
          calls.totals.token_info,
          tokenCallsDue + neverBegan,
        ),
  ];
}

/** Far fewer calls would mean that nothing expired, and that the run tested nothing. */
function perExpiry({ calls, result }: UpstreamFacts): JudgedObjective[] {
  const { instancesCalled, totals } = calls;
  const due = instancesCalled * (1 + result.counts.waves);
  return (['get_app_instance', 'token_info'] as const).map((operation) => ({
    name: `${operation}: one call per instance and expiry`,
    kind: 'count',
    limit: `<= ${due}, and over half of it`,
    seen: String(totals[operation]),
    met: totals[operation] > due / 2 && totals[operation] <= due,
  }));
}
