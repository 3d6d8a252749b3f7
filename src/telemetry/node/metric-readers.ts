import { ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type IMetricReader,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ConfigError } from '../../config.ts';
import { SCOPE } from '../names.ts';

import { BOUNDARIES, sharedRequestMetrics } from '../request-metrics.ts';
import { version } from '../../version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What OTEL_METRICS_EXPORTER asks for. The SDK would make them itself, but has no way then to hand them a
 * producer: the durations of requests are counted in arrays of our own.
 *
 * @throws ConfigError for what is not one of them.
 */
export function metricReadersFrom(env: Environment): IMetricReader[] {
  const wanted = (env['OTEL_METRICS_EXPORTER'] ?? 'none').split(',').map((name) => name.trim());
  return wanted.flatMap((name) => {
    switch (name) {
      case 'otlp':
        return [periodic(env)];
      case 'prometheus':
        return [prometheus(env)];
      case 'none':
      case '':
        return [];
      default:
        throw new ConfigError([
          `OTEL_METRICS_EXPORTER is ${JSON.stringify(name)}, but has to be otlp, prometheus or none. Example: OTEL_METRICS_EXPORTER=otlp`,
        ]);
    }
  });
}

function periodic(env: Environment): IMetricReader {
  const protocol = env['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL'];
  const exporter = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const exportIntervalMillis = Number(env['OTEL_METRIC_EXPORT_INTERVAL'] ?? 60_000);
  const exportTimeoutMillis = Math.min(
    exportIntervalMillis,
    Number(env['OTEL_METRIC_EXPORT_TIMEOUT'] ?? 30_000),
  );
  const metricProducers = [requestDurations()];
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis,
    exportTimeoutMillis,
    metricProducers,
  });
}

function prometheus(env: Environment): IMetricReader {
  return new PrometheusExporter({
    host: env['OTEL_EXPORTER_PROMETHEUS_HOST'] ?? 'localhost',
    port: Number(env['OTEL_EXPORTER_PROMETHEUS_PORT'] ?? 9464),
    metricProducers: [requestDurations()],
  });
}

/** `http.server.request.duration`, out of the arrays of `src/telemetry/request-metrics.ts`. */
function requestDurations(): MetricProducer {
  const requests = sharedRequestMetrics.get();
  const startTime = millisToHrTime(Date.now());

  return {
    collect() {
      const endTime = millisToHrTime(Date.now());
      const metric: HistogramMetricData = {
        descriptor: {
          name: 'http.server.request.duration',
          description: 'How long requests took.',
          unit: 's',
          valueType: ValueType.DOUBLE,
        },
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: requests.durations().map(({ attributes, buckets, sumSeconds, count }) => ({
          startTime,
          endTime,
          attributes: { ...attributes },
          value: {
            buckets: { boundaries: [...BOUNDARIES], counts: [...buckets] },
            sum: sumSeconds,
            count,
          },
        })),
      };
      const scopeMetrics = [{ scope: { name: SCOPE, version }, metrics: [metric] }];
      return Promise.resolve({
        resourceMetrics: { resource: emptyResource(), scopeMetrics },
        errors: [],
      });
    },
  };
}
