import { formatTraceparent, type TraceContext } from '../tracing/trace-context.ts';
import type { Timings } from './outcome.ts';

/** `Server-Timing` (https://www.w3.org/TR/server-timing/): durations in milliseconds, and the trace. */
export function serverTiming(timings: Timings | undefined, trace: TraceContext): string {
  const traceparent = `traceparent;desc="${formatTraceparent(trace)}"`;
  if (!timings) return traceparent;
  const { identifyMs, cacheMs, upstreamMs } = timings;
  return (
    `identify;dur=${identifyMs.toFixed(2)}, ` +
    (cacheMs === undefined ? '' : `cache;dur=${cacheMs.toFixed(2)}, `) +
    (upstreamMs === undefined ? '' : `upstream;dur=${upstreamMs.toFixed(2)}, `) +
    traceparent
  );
}
