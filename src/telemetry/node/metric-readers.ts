import { getNumberFromEnv } from '@opentelemetry/core';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  AggregationTemporality,
  ConsoleMetricExporter,
  type IMetricReader,
  InstrumentType,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { Warn } from '../otel/check-variables.ts';
import type { SignalSettings } from '../otel/read-settings.ts';
import { sharedRequestMetrics } from '../request-metrics.ts';
import { createPrometheusReader } from './prometheus-reader.ts';
import { createRequestDurations } from './request-durations.ts';

const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Creates the readers that OTEL_METRICS_EXPORTER lists. The SDK could create them, but it could not attach our
 * producer of request durations. Must run inside `withVariables`.
 */
export function createMetricReaders(
  { exporters, protocol }: SignalSettings,
  warn: Warn,
): IMetricReader[] {
  return exporters.flatMap((name) => {
    switch (name) {
      case 'otlp':
        return [createPeriodicReader(createOtlpExporter(protocol), warn)];
      case 'console':
        return [createPeriodicReader(new ConsoleMetricExporter(), warn)];
      case 'prometheus':
        return [createPrometheusReader(requestDurations(AggregationTemporality.CUMULATIVE), warn)];
      default:
        return [];
    }
  });
}

function createOtlpExporter(protocol: SignalSettings['protocol']): PushMetricExporter {
  switch (protocol) {
    case 'grpc':
      return new GrpcExporter();
    case 'http/json':
      return new JsonExporter();
    case 'http/protobuf':
      return new ProtobufExporter();
  }
}

function createPeriodicReader(exporter: PushMetricExporter, warn: Warn): IMetricReader {
  const exportIntervalMillis =
    getNumberFromEnv('OTEL_METRIC_EXPORT_INTERVAL') ?? DEFAULT_INTERVAL_MS;
  const timeoutMs = getNumberFromEnv('OTEL_METRIC_EXPORT_TIMEOUT');
  if (timeoutMs !== undefined && timeoutMs > exportIntervalMillis) {
    warn(
      `OTEL_METRIC_EXPORT_TIMEOUT must be no longer than OTEL_METRIC_EXPORT_INTERVAL. ${exportIntervalMillis} is used.`,
    );
  }
  const temporality =
    exporter.selectAggregationTemporality?.(InstrumentType.HISTOGRAM) ??
    AggregationTemporality.CUMULATIVE;
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis,
    exportTimeoutMillis: Math.min(exportIntervalMillis, timeoutMs ?? DEFAULT_TIMEOUT_MS),
    metricProducers: [requestDurations(temporality)],
  });
}

function requestDurations(temporality: AggregationTemporality) {
  return createRequestDurations(sharedRequestMetrics.get(), temporality, Date.now);
}
