import type { RequestScope } from '../tracing/request-scope.ts';
import type { Report } from '../tracing/service-event.ts';
import type { TraceContext } from '../tracing/trace-context.ts';
import type { Outcome } from './outcome.ts';
import type { GetInstanceRequest } from './request.ts';

/** Derives spans, metrics and log lines. Telemetry implements it. No method throws. */
export interface Observer {
  begin(request: GetInstanceRequest): Observation;
  readonly report: Report;
}

/** One request. `conclude` comes first, `end` last. */
export interface Observation extends RequestScope {
  /** Takes the outcome and returns the trace that the reply names. */
  conclude(outcome: Outcome): TraceContext;
  /** @param status of the reply */
  end(status: number): void;
}
