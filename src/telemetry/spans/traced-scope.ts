import type { Context, SpanContext } from '@opentelemetry/api';
import type { Clock } from '../../resilience/clock.ts';
import type { RequestScope } from '../../tracing/request-scope.ts';

/** A request scope whose calls can be recorded. */
export interface TracedScope extends RequestScope {
  /** The context of its calls; undefined where it is not recorded. */
  callContext(): Context | undefined;
  /** Wall-clock time. All spans of a trace use one offset, because the wall clock may jump back. */
  epochMs(monotonicMs: number): number;
  /** A call of this request was recorded. Requests that wait for the call link to it. */
  addCall(call: SpanContext): void;
  readonly calls: readonly SpanContext[];
}

export function isTraced(scope: RequestScope): scope is TracedScope {
  return 'callContext' in scope;
}

/** What to add to a monotonic time to get wall-clock time. */
export function wallClockOffsetMs(clock: Clock): number {
  return clock.epochMs() - clock.monotonicMs();
}
