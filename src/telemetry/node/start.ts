import { diag, DiagLogLevel } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { ConfigError } from '../../config.ts';
import { SERVICE_ATTRIBUTES } from '../service-attributes.ts';
import { createExportWarning } from '../warn-not-exported.ts';
import { onTelemetryEnd } from './end-telemetry.ts';
import { metricReadersFrom } from './metric-readers.ts';

/*
 * Preloaded by `node --import`, before anything asks for a tracer or a meter. Configured by the standard
 * OTEL_* variables; where none of them names somewhere to send to, nothing is set up.
 */

const env = process.env;

const hasEndpoint = (signal: 'TRACES' | 'METRICS') =>
  Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);

function setDefault(name: string, value: string): void {
  env[name] ??= value;
}

function start(): void {
  if (env['OTEL_SDK_DISABLED'] === 'true') return;
  setDefault('OTEL_TRACES_EXPORTER', hasEndpoint('TRACES') ? 'otlp' : 'none');
  setDefault('OTEL_METRICS_EXPORTER', hasEndpoint('METRICS') ? 'otlp' : 'none');
  // There are no log records, and the other detectors tell the command line.
  setDefault('OTEL_LOGS_EXPORTER', 'none');
  setDefault('OTEL_NODE_RESOURCE_DETECTORS', 'env,serviceinstance');
  const metricReaders = orExit(() => metricReadersFrom(env));
  if (env['OTEL_TRACES_EXPORTER'] === 'none' && metricReaders.length === 0) return;

  const sdk = new NodeSDK({
    resource: resourceFromAttributes(SERVICE_ATTRIBUTES),
    metricReaders,
    // What is begun is recorded: `src/telemetry/sampling.ts` has decided, by OTEL_TRACES_SAMPLER.
    sampler: new AlwaysOnSampler(),
  });
  sdk.start();
  warnOfFailures();
  onTelemetryEnd(() => sdk.shutdown());
}

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function warnOfFailures(): void {
  if (env['OTEL_LOG_LEVEL'] !== undefined) return;
  const warn = createExportWarning(' (OTEL_LOG_LEVEL=debug tells more)');
  const ignore = () => undefined;
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

start();
