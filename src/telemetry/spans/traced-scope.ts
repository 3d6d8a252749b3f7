import type { Context, SpanContext } from '@opentelemetry/api';
import type { RequestScope } from '../../tracing/request-scope.ts';

/** A request scope whose calls can be recorded. */
export interface TracedScope extends RequestScope {
  /** The context of its calls, or undefined if the request is not recorded. */
  callContext(): Context | undefined;
  /** Adds a recorded call of this request. Requests that wait for the call link to it. */
  addCall(call: SpanContext): void;
  readonly calls: readonly SpanContext[];
}

export function isTraced(scope: RequestScope): scope is TracedScope {
  return 'callContext' in scope;
}
