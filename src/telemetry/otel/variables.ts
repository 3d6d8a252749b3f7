import type { Protocol } from './endpoint.ts';
import { attributes, headers } from './list-rules.ts';
import { SAMPLERS } from './read-sampler.ts';
import { flag, oneOf, ratio, type Rule, text, wholeNumber } from './rule.ts';

/** The variables and protocols that one host supports. */
export interface OtelHost {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly defaultProtocol: Protocol;
  /** Supported export protocols. */
  readonly protocols: readonly Protocol[];
}

export const milliseconds = wholeNumber(1);
/** Its validity depends on the protocol. `read-settings.ts` checks it. */
const endpoint = { ...text, isSecret: true };

/** The variables of one signal, or of all signals (`''`). The SDK reads both forms. */
export function otlp(signal: '' | 'TRACES_' | 'METRICS_', protocols: readonly string[]) {
  const prefix = `OTEL_EXPORTER_OTLP_${signal}`;
  return {
    [`${prefix}ENDPOINT`]: endpoint,
    [`${prefix}PROTOCOL`]: oneOf(protocols),
    [`${prefix}HEADERS`]: headers,
    [`${prefix}TIMEOUT`]: milliseconds,
    [`${prefix}COMPRESSION`]: oneOf(['gzip', 'none']),
    [`${prefix}INSECURE`]: flag,
    [`${prefix}CERTIFICATE`]: text,
    [`${prefix}CLIENT_CERTIFICATE`]: text,
    [`${prefix}CLIENT_KEY`]: text,
  };
}

export const ON_BOTH = {
  OTEL_SDK_DISABLED: flag,
  OTEL_LOG_LEVEL: oneOf(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']),
  OTEL_SERVICE_NAME: text,
  OTEL_RESOURCE_ATTRIBUTES: attributes,
  OTEL_TRACES_SAMPLER: oneOf(SAMPLERS),
  OTEL_TRACES_SAMPLER_ARG: ratio(),
};
