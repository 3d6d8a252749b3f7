/** A log-normal distribution; median in ms, sigma without unit. A median of 0 is no latency at all. */
export interface Latency {
  readonly medianMs: number;
  readonly sigma: number;
}

/** What Wix's endpoints feel like: 40 ms in the middle, 128 ms at the 99th percentile. */
export const REALISTIC_LATENCY: Latency = { medianMs: 40, sigma: 0.5 };

/** One draw, in ms. */
export function drawLatencyMs({ medianMs, sigma }: Latency, random: () => number): number {
  if (medianMs === 0) return 0;
  // Box and Muller; 1 - random() because random() may be 0, of which there is no logarithm.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(sigma * normal);
}
