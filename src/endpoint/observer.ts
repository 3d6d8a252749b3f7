import type { Cause } from '../tracing/request-scope.ts';
import type { GetInstanceRequest } from './get-instance.ts';
import type { Outcome } from './outcome.ts';
import { type TraceContext, traceContextOf } from '../tracing/trace-context.ts';

/** Watches requests, whatever it makes of them. No method may throw. */
export interface Observer {
  /** `startedMs` by the monotonic clock. */
  begin(request: GetInstanceRequest, startedMs: number): Observation;
}

/** One request: begun, concluded, ended, in this order. */
export interface Observation extends Cause {
  /** What became of it. Tells where it stands in a trace, for the reply to say. */
  conclude(outcome: Outcome): TraceContext;
  /** Its reply is made. */
  end(status: number): void;
}

/** Records nothing, and still gives every answer a trace id. `random` is uniform in [0, 1). */
export function createPlainObserver(random: () => number): Observer {
  return {
    begin: ({ traceparent }) => ({
      waitsWith: () => undefined,
      conclude: () => traceContextOf(traceparent, random),
      end: () => undefined,
    }),
  };
}
