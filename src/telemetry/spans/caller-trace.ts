import {
  type Context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  trace as traces,
  TraceFlags,
} from '@opentelemetry/api';
import type { RequestHeaders } from '../../endpoint/request.ts';
import { parseTraceparent, type TraceContext } from '../../tracing/trace-context.ts';
import { neverBreaking } from '../never-breaking.ts';

/** The trace context of a trusted caller. */
export interface Parent {
  readonly context: Context;
  readonly trace: TraceContext;
}

const headerGetter: TextMapGetter<RequestHeaders> = {
  keys: (headers) => (headers instanceof Headers ? [...headers.keys()] : Object.keys(headers)),
  get(headers, name) {
    if (headers instanceof Headers) return headers.get(name) ?? undefined;
    const value = headers[name.toLowerCase()];
    return typeof value === 'object' ? [...value] : value;
  },
};

/** Reads the caller's trace context and `tracestate` with the propagators of `OTEL_PROPAGATORS`. */
export function parentOf(headers: RequestHeaders): Parent | undefined {
  const context = neverBreaking(() => propagation.extract(ROOT_CONTEXT, headers, headerGetter));
  const parent = context && traces.getSpanContext(context);
  if (!parent) return undefined;
  const { traceId, spanId, traceFlags } = parent;
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return { context, trace: { traceId, spanId, sampled } };
}

/** Links to the caller's span. An untrusted caller must not add spans to a trace of its choice. */
export function linksTo(traceparent: string | undefined): Link[] {
  const caller = parseTraceparent(traceparent);
  if (!caller) return [];
  const { traceId, spanId, sampled } = caller;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return [{ context: { traceId, spanId, traceFlags, isRemote: true } }];
}
