import { diag, DiagLogLevel } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { version } from '../../version.ts';
import { onTelemetryEnd } from './end-telemetry.ts';
import { metricReadersFrom } from './metric-readers.ts';

/*
 * Preloaded by `node --import`, before anything asks for a tracer or a meter. Configured by the standard
 * OTEL_* variables; where none of them names somewhere to send to, nothing is set up.
 */

const env = process.env;

/** One line, and then silence for a minute: a collector that is down would fill the log. */
const WARN_EVERY_MS = 60_000;

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
  const metricReaders = metricReadersFrom(env);
  if (env['OTEL_TRACES_EXPORTER'] === 'none' && metricReaders.length === 0) return;

  const sdk = new NodeSDK({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: 'instance-identity',
      [ATTR_SERVICE_VERSION]: version,
      'deployment.environment.name': 'production',
    }),
    metricReaders,
    // What is begun is recorded: `src/telemetry/sampling.ts` has decided, by OTEL_TRACES_SAMPLER.
    sampler: new AlwaysOnSampler(),
  });
  sdk.start();
  warnOfFailures();
  onTelemetryEnd(() => sdk.shutdown());
}

function warnOfFailures(): void {
  if (env['OTEL_LOG_LEVEL'] !== undefined) return;
  let silentUntilMs = 0;
  const warn = () => {
    if (performance.now() < silentUntilMs) return;
    silentUntilMs = performance.now() + WARN_EVERY_MS;
    console.warn(
      'Telemetry is not exported: is the collector there? Requests are answered all the same. (OTEL_LOG_LEVEL=debug tells more)',
    );
  };
  const ignore = () => undefined;
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

start();
