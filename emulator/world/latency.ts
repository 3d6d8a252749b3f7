/**
 * A log-normal distribution. The median is in ms; sigma has no unit. A median of 0 means no
 * latency.
 */
export interface Latency {
  readonly medianMs: number;
  readonly sigma: number;
}

/** Approximates Wix's endpoints: a median of 40 ms, 128 ms at the 99th percentile. */
export const REALISTIC_LATENCY: Latency = { medianMs: 40, sigma: 0.5 };

/** One draw, in ms. */
export function drawLatencyMs({ medianMs, sigma }: Latency, random: () => number): number {
  if (medianMs === 0) return 0;
  // Box–Muller transform. random() may return 0, whose logarithm is undefined; 1 - random() is
  // never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(sigma * normal);
}
