import type { Clock } from '../resilience/clock.ts';
import type { RefreshScope } from '../tracing/request-scope.ts';

/** A scope that begins now and records nothing. */
export function unobservedScope(clock: Clock): RefreshScope {
  return {
    startedMs: clock.monotonicMs(),
    startedEpochMs: clock.epochMs(),
    startCall: () => () => undefined,
    joined: () => undefined,
    startRefresh: () => unobservedScope(clock),
    end: () => undefined,
  };
}
