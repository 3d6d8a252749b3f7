import { formatTraceparent, type TraceContext } from '../tracing/trace-context.ts';
import type { Timings } from './outcome.ts';

/** `Server-Timing` (https://www.w3.org/TR/server-timing/): durations in milliseconds, and the trace. */
export function serverTiming(timings: Timings | undefined, trace: TraceContext): string {
  const traceparent = `traceparent;desc="${formatTraceparent(trace)}"`;
  if (!timings) return traceparent;
  const { identifyMs, cacheMs, upstreamMs } = timings;
  return (
    `identify;dur=${hundredths(identifyMs)}, ` +
    (cacheMs === undefined ? '' : `cache;dur=${hundredths(cacheMs)}, `) +
    (upstreamMs === undefined ? '' : `upstream;dur=${hundredths(upstreamMs)}, `) +
    traceparent
  );
}

/** The durations of a hit, formatted once: `toFixed` is slow. */
const BELOW_ONE = Array.from({ length: 100 }, (_, n) => (n / 100).toFixed(2));

function hundredths(ms: number): string {
  return BELOW_ONE[Math.round(ms * 100)] ?? ms.toFixed(2);
}
