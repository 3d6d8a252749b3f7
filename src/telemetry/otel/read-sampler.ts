import type { ReadVariable } from '../../read-variable.ts';
import { oneOf, ratio, type Rule } from './rule.ts';

/** OpenTelemetry's samplers that need no remote service. */
export const SAMPLERS = ['parentbased_', ''].flatMap((based) =>
  ['traceidratio', 'always_on', 'always_off'].map((sampler) => based + sampler),
);

export interface Sampler {
  readonly name: string | undefined;
  /** From 0 to 1. */
  readonly ratio: number;
}

/**
 * Reads the sampler's variables. Uses the default for a variable that is unset or wrong. Does not warn, because
 * the telemetry set-up checks all variables.
 */
export function readSampler(read: ReadVariable): Sampler {
  const valueOf = (name: string, rule: Rule) => {
    const text = read(name)?.trim();
    return text ? rule.check(text).value : undefined;
  };
  return {
    name: valueOf('OTEL_TRACES_SAMPLER', oneOf(SAMPLERS)),
    ratio: Number(valueOf('OTEL_TRACES_SAMPLER_ARG', ratio()) ?? 1),
  };
}
