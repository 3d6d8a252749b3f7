import type { Latency } from './result.ts';

/** The part of what k6 hands to `handleSummary` that is read here. */
export interface K6Data {
  readonly metrics: Readonly<Record<string, K6Metric | undefined>>;
  readonly state: { readonly testRunDurationMs: number };
}

export interface K6Metric {
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

/** The count of a counter; 0 for one that never counted, which k6 leaves out. */
export function countOf({ metrics }: K6Data, name: string): number {
  return metrics[name]?.values['count'] ?? 0;
}

/** The highest value of a gauge. */
export function mostOf({ metrics }: K6Data, name: string): number {
  return metrics[name]?.values['max'] ?? 0;
}

/** The `summaryTrendStats` that `latencyOf` and the thresholds need. */
export const TREND_STATS = ['count', 'avg', 'med', 'p(50)', 'p(95)', 'p(99)', 'p(99.9)', 'max'];

/** A trend in ms. */
export function latencyOf({ metrics }: K6Data, name: string): Latency {
  const value = (key: string) => metrics[name]?.values[key] ?? 0;
  return {
    samples: value('count'),
    mean: value('avg'),
    p50: value('med'),
    p95: value('p(95)'),
    p99: value('p(99)'),
    p999: value('p(99.9)'),
    max: value('max'),
  };
}
