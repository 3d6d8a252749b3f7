import { getNumberFromEnv, getStringFromEnv } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { IMetricReader, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Warn } from '../otel/check-variables.ts';
import { reasonOf } from '../reason-of.ts';

const { host: DEFAULT_HOST, port: DEFAULT_PORT } = PrometheusExporter.DEFAULT_OPTIONS;

/** Serves the metrics to Prometheus. Logs one warning with the reason if it cannot listen. */
export function createPrometheusReader(producer: MetricProducer, warn: Warn): IMetricReader {
  const host = getStringFromEnv('OTEL_EXPORTER_PROMETHEUS_HOST') ?? DEFAULT_HOST;
  const port = getNumberFromEnv('OTEL_EXPORTER_PROMETHEUS_PORT') ?? DEFAULT_PORT;
  const metricProducers = [producer];
  const exporter = new PrometheusExporter({
    host,
    port,
    metricProducers,
    preventServerStart: true,
  });
  if (port === ownPort()) {
    warn(
      `OTEL_EXPORTER_PROMETHEUS_PORT ${port} is the server's own PORT. Prometheus cannot collect the metrics of this process.`,
    );
    return exporter;
  }
  exporter.startServer().catch((error: unknown) => {
    const isInUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    warn(
      isInUse
        ? `OTEL_EXPORTER_PROMETHEUS_PORT ${port} is in use on ${host}. Prometheus cannot collect the metrics of this process.`
        : `Prometheus cannot collect metrics at OTEL_EXPORTER_PROMETHEUS_HOST ${host}, port ${port}: ${reasonOf(error)}.`,
    );
  });
  return exporter;
}

/** The preload listens before the server does and would take its port. */
function ownPort(): number {
  return Number(process.env['PORT']?.trim() || 4321);
}
