import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { ReadVariable } from '../../read-variable.ts';
import { systemClock } from '../../resilience/clock.ts';
import { logSdkDiagnostics } from '../log-sdk-diagnostics.ts';
import type { Log } from '../log.ts';
import type { Variables } from '../otel/check-variables.ts';
import { parseAttributes, parseHeaders } from '../otel/list-rules.ts';
import { readSettings } from '../otel/read-settings.ts';
import { WORKERS } from '../otel/workers-variables.ts';
import { SERVICE_ATTRIBUTES } from '../service-attributes.ts';
import { createExportWarning } from '../warn-not-exported.ts';
import { createSendSpans } from './send-spans.ts';
import { createSpanBatches } from './span-batches.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Exports spans from Workers if the OTEL_* variables set an endpoint. The SDK for Node does not start on
 * Workers.
 */
export function exportSpans(
  read: ReadVariable,
  log: Log,
  keepAlive: (work: Promise<unknown>) => void,
): void {
  const settings = readSettings(read, WORKERS, (line) => {
    log('warn', line);
  });
  if (!settings) return;
  const { variables, traces } = settings;
  if (!traces.exporters.includes('otlp') || traces.url === undefined) return;

  const level = variables.get('OTEL_LOG_LEVEL');
  logSdkDiagnostics(log, level, systemClock);
  const warnNotExported =
    level === 'none' ? () => undefined : createExportWarning(log, systemClock);
  const timeoutMs = timeoutOf(variables);
  const batches = createSpanBatches({
    send: createSendSpans({
      url: traces.url,
      headers: headersOf(variables),
      timeoutMs,
      warnNotExported,
    }),
    sendWithinMs: timeoutMs,
    keepAlive,
    onDropped: () => {
      warnNotExported('too many spans wait to be sent');
    },
    clock: systemClock,
  });
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    resource: resourceFromAttributes(attributesOf(variables)),
    spanProcessors: [batches],
  });
  trace.setGlobalTracerProvider(provider);
  // Workers support only this propagator. Only Node reads `OTEL_PROPAGATORS`.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

function attributesOf(variables: Variables): Record<string, string> {
  const serviceName = variables.get('OTEL_SERVICE_NAME');
  return {
    ...SERVICE_ATTRIBUTES,
    'service.instance.id': crypto.randomUUID(),
    ...parseAttributes(variables.get('OTEL_RESOURCE_ATTRIBUTES') ?? ''),
    ...(serviceName === undefined ? {} : { [ATTR_SERVICE_NAME]: serviceName }),
  };
}

function headersOf(variables: Variables): Record<string, string> {
  return {
    ...parseHeaders(variables.get('OTEL_EXPORTER_OTLP_HEADERS') ?? ''),
    ...parseHeaders(variables.get('OTEL_EXPORTER_OTLP_TRACES_HEADERS') ?? ''),
  };
}

function timeoutOf(variables: Variables): number {
  const timeout =
    variables.get('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ??
    variables.get('OTEL_EXPORTER_OTLP_TIMEOUT');
  return timeout === undefined ? DEFAULT_TIMEOUT_MS : Number(timeout);
}
