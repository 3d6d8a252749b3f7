import type { RefreshScope } from '../tracing/request-scope.ts';

/** A scope that records nothing. */
export function unobservedScope(startedMs = 0): RefreshScope {
  return {
    startedMs,
    startCall: () => () => undefined,
    joined: () => undefined,
    startRefresh: () => unobservedScope(startedMs),
    end: () => undefined,
  };
}
