import type { CallReport } from '../../emulator/world/call-log.ts';
import type { JudgedObjective } from '../k6-result/result.ts';
import { atMost } from './at-most.ts';

/**
 * The circuit breaker opens when more than half of the last fifty calls failed, while ten are in flight. It then
 * lets one call through at a time. A short run made 50 token calls without it, and 26 to 28 with it.
 */
const FAILURES_TO_OPEN = 26 + 10;
const SECONDS_BETWEEN_PROBES = 5;
/** The largest share of `brownout` in which Wix throttles, with a `Retry-After` of one second. */
const THROTTLED_SHARE = 0.2;

/**
 * How often `brownout` may call a failing Wix. Throttling concerns one instance, so it opens no circuit breaker:
 * each instance waits for its own `Retry-After`.
 */
export function leftAloneObjectives(calls: CallReport, seconds: number): JudgedObjective[] {
  return [
    ...(['token_info', 'get_app_instance'] as const).map((operation) =>
      atMost(
        `${operation}: failing calls until the circuit breaker opens, then probes`,
        calls.answered[operation]['503'] ?? 0,
        FAILURES_TO_OPEN + Math.ceil(seconds / SECONDS_BETWEEN_PROBES),
      ),
    ),
    atMost(
      'throttled calls for instances: one per instance and Retry-After',
      calls.answered.get_app_instance['429'] ?? 0,
      calls.instancesCalled * Math.ceil(seconds * THROTTLED_SHARE),
    ),
  ];
}
