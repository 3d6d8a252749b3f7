import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts';

/**
 * The one process-wide slot: what is preloaded by `--import`, and collects, is a bundle of its own, with
 * its own copy of every module.
 */
const SLOT = Symbol.for('instance-identity.request-metrics');

const slots = globalThis as unknown as Record<symbol, RequestMetrics | undefined>;

export function requestMetricsOfThisProcess(): RequestMetrics {
  return (slots[SLOT] ??= createRequestMetrics());
}

/** Whether somebody was there before, to collect them. */
export function areMetricsCollected(): boolean {
  return slots[SLOT] !== undefined;
}
