import { attributes, headers, listOf } from './list-rules.ts';
import { flag, matching, oneOf, ratio, type Rule, text, wholeNumber } from './rule.ts';
import { SAMPLERS } from './read-sampler.ts';
import { WORKERS_VARIABLES } from './workers-variables.ts';

export type Rules = ReadonlyMap<string, Rule>;

const milliseconds = wholeNumber(1);
const atLeastOne = wholeNumber(1);
const limit = wholeNumber(0);
/** Whether it holds depends on the protocol, and is decided in `read-settings.ts`. */
const endpoint = { ...text, isSecret: true };

/** The variables of one signal, or of all (`''`). The SDK reads each in both forms. */
function otlp(signal: '' | 'TRACES_' | 'METRICS_', protocols: readonly string[]) {
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

const ON_BOTH = {
  OTEL_SDK_DISABLED: flag,
  OTEL_LOG_LEVEL: oneOf(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']),
  OTEL_SERVICE_NAME: text,
  OTEL_RESOURCE_ATTRIBUTES: attributes,
  OTEL_TRACES_SAMPLER: oneOf(SAMPLERS),
  OTEL_TRACES_SAMPLER_ARG: ratio(),
};

const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'];

const ON_NODE: Readonly<Record<string, Rule>> = {
  ...ON_BOTH,
  OTEL_TRACES_EXPORTER: listOf(['otlp', 'console', 'zipkin', 'none']),
  OTEL_METRICS_EXPORTER: listOf(['otlp', 'prometheus', 'console', 'none']),
  OTEL_NODE_RESOURCE_DETECTORS: listOf([
    ...['env', 'host', 'os', 'process', 'serviceinstance', 'all', 'none'],
  ]),
  OTEL_PROPAGATORS: listOf(['tracecontext', 'baggage', 'b3', 'b3multi', 'none']),
  ...otlp('', PROTOCOLS),
  ...otlp('TRACES_', PROTOCOLS),
  ...otlp('METRICS_', PROTOCOLS),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: oneOf(['cumulative', 'delta', 'lowmemory']),
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds,
  OTEL_METRIC_EXPORT_TIMEOUT: milliseconds,
  OTEL_EXPORTER_PROMETHEUS_HOST: matching(/^[A-Za-z0-9.:_-]+$/, 'a host name or an address'),
  OTEL_EXPORTER_PROMETHEUS_PORT: wholeNumber(1, 65_535),
  OTEL_BSP_SCHEDULE_DELAY: milliseconds,
  OTEL_BSP_EXPORT_TIMEOUT: milliseconds,
  OTEL_BSP_MAX_QUEUE_SIZE: atLeastOne,
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: atLeastOne,
  OTEL_ATTRIBUTE_COUNT_LIMIT: limit,
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit,
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: limit,
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit,
  OTEL_SPAN_LINK_COUNT_LIMIT: limit,
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: limit,
};

/** What is sent there is JSON. `grpc` is understood, so that nothing is sent to the port of gRPC. */
const WORKERS_PROTOCOLS = ['http/json', 'grpc'];

const KNOWN_TO_WORKERS: Readonly<Record<string, Rule>> = {
  ...ON_BOTH,
  OTEL_TRACES_EXPORTER: listOf(['otlp', 'none']),
  ...otlp('', WORKERS_PROTOCOLS),
  ...otlp('TRACES_', WORKERS_PROTOCOLS),
};

export const NODE_RULES: Rules = new Map(Object.entries(ON_NODE));

export const WORKERS_RULES: Rules = new Map(
  WORKERS_VARIABLES.map((name) => [name, KNOWN_TO_WORKERS[name] ?? text]),
);
