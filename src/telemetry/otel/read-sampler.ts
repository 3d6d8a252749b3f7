import type { ReadVariable } from '../../read-variable.ts';
import { oneOf, ratio, type Rule } from './rule.ts';

/** Those of OpenTelemetry that decide by themselves. */
export const SAMPLERS = ['parentbased_', ''].flatMap((based) =>
  ['traceidratio', 'always_on', 'always_off'].map((sampler) => based + sampler),
);

export interface Sampler {
  readonly name: string | undefined;
  /** From 0 to 1. */
  readonly ratio: number;
}

/**
 * What decides which requests are recorded; the default where a variable is unset or wrong. It does not
 * warn: whatever sets telemetry up reads and judges all variables.
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
