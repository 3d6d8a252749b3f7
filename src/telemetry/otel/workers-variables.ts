import { listOf } from './list-rules.ts';
import { NAMES_ON_WORKERS } from './names-on-workers.ts';
import { type Rule, text } from './rule.ts';
import { ON_BOTH, type OtelHost, otlp } from './variables.ts';

/** Workers send JSON. `grpc` is recognized so that JSON never goes to a gRPC port. */
const PROTOCOLS = ['http/json', 'grpc'];

const RULES: Readonly<Record<string, Rule>> = {
  ...ON_BOTH,
  OTEL_TRACES_EXPORTER: listOf(['otlp', 'none']),
  ...otlp('', PROTOCOLS),
  ...otlp('TRACES_', PROTOCOLS),
};

export const WORKERS: OtelHost = {
  rules: new Map(NAMES_ON_WORKERS.map((name) => [name, RULES[name] ?? text])),
  defaultProtocol: 'http/json',
  protocols: ['http/json'],
};
