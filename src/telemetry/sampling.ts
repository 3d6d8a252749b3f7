import type { Clock } from '../resilience/clock.ts';
import type { TraceContext } from '../tracing/trace-context.ts';

export interface Sampling {
  /** Whether to record a request from its start, whatever its outcome. */
  readonly head: (parent: TraceContext | undefined) => boolean;
  /** Whether to record a notable request. Allows at most `notablePerSecond`. */
  readonly notable: () => boolean;
}

export interface SamplingOptions {
  /** The value of `OTEL_TRACES_SAMPLER`. Default: `always_on`. */
  readonly sampler: string | undefined;
  /** `OTEL_TRACES_SAMPLER_ARG`: the ratio, from 0 to 1. */
  readonly ratio: number;
  /** Whether to use the caller's sampled flag. Enable it only for trusted callers, because it forces recording. */
  readonly trustCaller: boolean;
  readonly notablePerSecond: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const NEVER: Sampling = { head: () => false, notable: () => false };

/**
 * Decides before any call to the SDK. A random number costs almost nothing, but an unrecorded SDK span costs a
 * fifth of a hit. Every span that starts is recorded. `always_off` records none. `parentbased_always_off`
 * records notable requests, and requests whose trusted caller is sampled.
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
