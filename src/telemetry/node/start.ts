import { setGlobalErrorHandler } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { systemClock } from '../../resilience/clock.ts';
import { hearSdk } from '../hear-sdk.ts';
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
 * Preloaded by `node --import`, before anything asks for a tracer or a meter. Configured by the standard
 * OTEL_* variables; where none of them names somewhere to send to, nothing is set up. It never stops a start.
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
  hearSdk(hostLog, level, systemClock);
  if (level !== 'none') hearFailures();
  const sdk = withVariables(variablesOfSdk(settings), () => startSdk(settings));
  onTelemetryEnd(() => sdk.shutdown());
}

/** With the defaults of this server, where they are not those of OpenTelemetry. */
function variablesOfSdk({ variables, traces }: OtelSettings): Variables {
  const ofSdk = new Map([
    // The other detectors export the command line, the host's id and the user.
    ['OTEL_NODE_RESOURCE_DETECTORS', 'env,serviceinstance'],
    ...checkFiles(variables, warn),
    ['OTEL_TRACES_EXPORTER', traces.exporters.join(',')],
    // There are no log records.
    ['OTEL_LOGS_EXPORTER', 'none'],
  ]);
  // The SDK would put a logger of its own in the place of the one that hears it.
  ofSdk.delete('OTEL_LOG_LEVEL');
  return ofSdk;
}

function startSdk({ traces, metrics }: OtelSettings): NodeSDK {
  const sdk = new NodeSDK({
    resource: resourceFromAttributes(SERVICE_ATTRIBUTES),
    metricReaders: createMetricReaders(metrics, warn),
    // What is begun is recorded: `src/telemetry/sampling.ts` has decided, by OTEL_TRACES_SAMPLER.
    sampler: new AlwaysOnSampler(),
    ...(traces.exporters.length === 0 && { spanProcessors: [] }),
  });
  sdk.start();
  return sdk;
}

function hearFailures(): void {
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
