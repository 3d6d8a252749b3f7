import type { CallReport } from '../../emulator/call-log.ts';
import { OPERATIONS } from '../../emulator/operations.ts';
import type { Plan } from '../plan.ts';
import type { LoadResult, Verdict } from '../k6-result/result.ts';

/** Of the server's freshness: an entry may expire this much earlier. */
const JITTER = 0.1;

/** Without any cache a request would cost three calls. */
const MOST_CALLS_PER_REQUEST = 1;

/** What Wix lets through per instance and minute; the emulator refuses the rest. */
const WIX_CALLS_PER_MINUTE = 200;

export interface UpstreamFacts {
  readonly plan: Plan;
  readonly calls: CallReport;
  readonly result: LoadResult;
}

/**
 * What may have reached Wix, after a run and for the traffic that it had. The limits come from the settings
 * that the plan gives the server: a server that was started with others is to be found out.
 */
export function upstreamPromises(facts: UpstreamFacts): Verdict[] {
  const { plan, calls, result } = facts;
  const { requests } = result.counts;
  const all = OPERATIONS.reduce((sum, operation) => sum + calls.totals[operation], 0);
  return [
    ...perInstance(facts),
    ...(plan.name === 'brownout' ? leftAlone(facts) : []),
    ...(plan.name === 'stampede' ? perExpiry(facts) : tokenInfo(facts)),
    atMost('calls to Wix per request', all / requests, MOST_CALLS_PER_REQUEST),
  ];
}

function perInstance({ plan, calls, result }: UpstreamFacts): Verdict[] {
  const { totals, worstMinute, answered, instancesCalled } = calls;
  // A server that was restarted knows nothing of what it knew.
  const lives = plan.needs.restart ? 2 : 1;
  const ttlSeconds = Number(plan.server['INSTANCE_TTL_SECONDS'] ?? 60) * (1 - JITTER);
  const loadsIn = (seconds: number) => lives + Math.floor(seconds / ttlSeconds);
  return [
    atMost(
      'calls for one instance in any minute',
      worstMinute.get_app_instance.calls,
      Math.min(WIX_CALLS_PER_MINUTE, loadsIn(Math.min(60, result.seconds))),
    ),
    atMost(
      'calls for instances: the first of each, and one per expiry',
      totals.get_app_instance,
      instancesCalled * loadsIn(result.seconds),
    ),
    // In a brownout the exchange itself fails, and is tried again.
    ...(plan.name === 'brownout'
      ? []
      : [
          // In caches this small an app token goes before the minutes that it is good for are over.
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

function tokenInfo({ plan, calls, result }: UpstreamFacts): Verdict[] {
  const { tokenCallsDue, pageViews } = result.counts;
  // Whoever was to come first in a page view that never began is new when he returns, and nobody counted him.
  const { due, begun } = result.pageViews;
  const neverBegan = Math.max(0, Math.ceil(due - begun));
  // The server forgot, or Wix failed to say: the same token may be asked about again, once a page view.
  // Where the rate changes, visitors come back sooner or later than they meant to.
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

/**
 * A circuit opens when more than half of the last fifty failed, while ten are under way; then it lets one through
 * at a time, to see. Without it, a short run made 50 calls for tokens, and 26 to 28 with it.
 */
const FAILURES_TO_OPEN = 26 + 10;
const SECONDS_BETWEEN_PROBES = 5;
/** That `brownout` has Wix throttle, at most, and with a `Retry-After` of a second. */
const THROTTLED_SHARE = 0.2;

/** Throttling says nothing about other instances, so it opens no circuit: each waits for its own `Retry-After`. */
function leftAlone({ calls, result }: UpstreamFacts): Verdict[] {
  const { seconds } = result;
  return [
    ...(['token_info', 'get_app_instance'] as const).map((operation) =>
      atMost(
        `${operation}: while Wix fails, until the circuit opens, and probes`,
        calls.answered[operation]['503'] ?? 0,
        FAILURES_TO_OPEN + Math.ceil(seconds / SECONDS_BETWEEN_PROBES),
      ),
    ),
    atMost(
      'calls for instances while Wix throttles: one each per Retry-After',
      calls.answered.get_app_instance['429'] ?? 0,
      calls.instancesCalled * Math.ceil(seconds * THROTTLED_SHARE),
    ),
  ];
}

/** Far fewer would mean that nothing expired, and that the run showed nothing. */
function perExpiry({ calls, result }: UpstreamFacts): Verdict[] {
  const { instancesCalled, totals } = calls;
  const due = instancesCalled * (1 + result.counts.waves);
  return (['get_app_instance', 'token_info'] as const).map((operation) => ({
    name: `${operation}: one call per instance and expiry`,
    kind: 'count',
    limit: `<= ${due}, and over half of it`,
    seen: String(totals[operation]),
    kept: totals[operation] > due / 2 && totals[operation] <= due,
  }));
}

function atMost(name: string, seen: number, limit: number): Verdict {
  const rounded = Math.round(seen * 1000) / 1000;
  return { name, kind: 'count', limit: `<= ${limit}`, seen: String(rounded), kept: seen <= limit };
}
