import { setGlobalErrorHandler } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { systemClock } from '../../resilience/clock.ts';
import { logSdkDiagnostics } from '../log-sdk-diagnostics.ts';
import type { Variables, Warn } from '../otel/check-variables.ts';
import { NODE } from '../otel/node-variables.ts';
import { type OtelSettings, readSettings } from '../otel/read-settings.ts';
import { reasonOf } from '../reason-of.ts';
import { SERVICE_ATTRIBUTES } from '../service-attributes.ts';
import { createExportWarning } from '../warn-not-exported.ts';
import { checkFiles } from './check-files.ts';
import { onTelemetryEnd } from './end-telemetry.ts';
import { hostLog } from './host-log.ts';
import { createMetricReaders } from './metric-readers.ts';
import { withVariables } from './with-variables.ts';

/*
 * Preloaded by `node --import`, before any code gets a tracer or a meter. Configured by the standard OTEL_*
 * variables. Sets up nothing if they name no exporter or endpoint. Errors here never stop the server's start.
 */

const warn: Warn = (line) => {
  hostLog('warn', line);
};

function start(): void {
  const settings = readSettings((name) => process.env[name], NODE, warn);
  if (!settings) return;
  const { traces, metrics } = settings;
  if (traces.exporters.length + metrics.exporters.length === 0) return;
  const level = settings.variables.get('OTEL_LOG_LEVEL');
  logSdkDiagnostics(hostLog, level, systemClock);
  if (level !== 'none') logExportFailures();
  const sdk = withVariables(variablesOfSdk(settings), () => startSdk(settings));
  onTelemetryEnd(() => sdk.shutdown());
}

/** Adds this server's defaults that differ from OpenTelemetry's. */
function variablesOfSdk({ variables, traces }: OtelSettings): Variables {
  const ofSdk = new Map([
    // The other detectors export the command line, the host's id and the user.
    ['OTEL_NODE_RESOURCE_DETECTORS', 'env,serviceinstance'],
    ...checkFiles(variables, warn),
    ['OTEL_TRACES_EXPORTER', traces.exporters.join(',')],
    // There are no log records.
    ['OTEL_LOGS_EXPORTER', 'none'],
  ]);
  // Otherwise the SDK would replace our diagnostic logger.
  ofSdk.delete('OTEL_LOG_LEVEL');
  return ofSdk;
}

function startSdk({ traces, metrics }: OtelSettings): NodeSDK {
  const sdk = new NodeSDK({
    resource: resourceFromAttributes(SERVICE_ATTRIBUTES),
    metricReaders: createMetricReaders(metrics, warn),
    // `src/telemetry/sampling.ts` applies OTEL_TRACES_SAMPLER before a span starts.
    sampler: new AlwaysOnSampler(),
    ...(traces.exporters.length === 0 && { spanProcessors: [] }),
  });
  sdk.start();
  return sdk;
}

function logExportFailures(): void {
  const warnNotExported = createExportWarning(hostLog, systemClock);
  setGlobalErrorHandler((error) => {
    warnNotExported(reasonOf(error));
  });
}

try {
  start();
} catch (error) {
  warn(`Telemetry is not set up: ${reasonOf(error)}. Requests are answered all the same.`);
}
