import { listOf } from './list-rules.ts';
import { httpUrl, matching, oneOf, type Rule, wholeNumber } from './rule.ts';
import { milliseconds, ON_BOTH, type OtelHost, otlp } from './variables.ts';

const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;
const atLeastOne = wholeNumber(1);
const limit = wholeNumber(0);

const RULES: Readonly<Record<string, Rule>> = {
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
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: httpUrl,
  OTEL_BSP_SCHEDULE_DELAY: milliseconds,
  OTEL_BSP_EXPORT_TIMEOUT: milliseconds,
  OTEL_BSP_MAX_QUEUE_SIZE: atLeastOne,
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: atLeastOne,
  OTEL_ATTRIBUTE_COUNT_LIMIT: limit,
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit,
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: limit,
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit,
  OTEL_SPAN_EVENT_COUNT_LIMIT: limit,
  OTEL_SPAN_LINK_COUNT_LIMIT: limit,
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: limit,
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: limit,
};

export const NODE: OtelHost = {
  rules: new Map(Object.entries(RULES)),
  defaultProtocol: 'http/protobuf',
  protocols: PROTOCOLS,
};
