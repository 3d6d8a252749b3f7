import type { Clock } from '../resilience/clock.ts';
import type { TraceContext } from '../tracing/trace-context.ts';

export interface Sampling {
  /** Whether to record a request from its beginning on, whatever becomes of it. */
  readonly head: (parent: TraceContext | undefined) => boolean;
  /** Whether to record one that turns out to be notable; so many a second, and no more. */
  readonly notable: () => boolean;
}

export interface SamplingOptions {
  /** As `OTEL_TRACES_SAMPLER` has it; `always_on` where it is not set. */
  readonly sampler: string | undefined;
  /** `OTEL_TRACES_SAMPLER_ARG`: the ratio, from 0 to 1. */
  readonly ratio: number;
  /** Believe the sampled flag of a caller. Otherwise the public could turn tracing up. */
  readonly trustCaller: boolean;
  readonly notablePerSecond: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const NEVER: Sampling = { head: () => false, notable: () => false };

/**
 * Decided here, before the SDK is touched: a random number costs nothing, a span that is not recorded costs
 * a fifth of a hit. What is begun in the SDK is recorded. Under `always_off` nothing is;
 * `parentbased_always_off` records notable requests, and those whose trusted caller is sampled.
 */
export function createSampling(options: SamplingOptions): Sampling {
  if (options.sampler === 'always_off') return NEVER;
  const { clock, random, notablePerSecond } = options;
  const ratio = ratioOf(options.sampler, options.ratio);
  let windowSinceMs = Number.NEGATIVE_INFINITY;
  let inWindow = 0;

  return {
    head(parent) {
      if (options.trustCaller && parent) return parent.sampled;
      return ratio === 1 || (ratio > 0 && random() < ratio);
    },
    notable() {
      const nowMs = clock.monotonicMs();
      if (nowMs - windowSinceMs >= 1_000) {
        windowSinceMs = nowMs;
        inWindow = 0;
      }
      if (inWindow >= notablePerSecond) return false;
      inWindow += 1;
      return true;
    },
  };
}

function ratioOf(sampler: string | undefined, ratio: number): number {
  switch (sampler?.replace('parentbased_', '')) {
    case 'always_off':
      return 0;
    case 'traceidratio':
      return ratio;
    default:
      return 1;
  }
}
