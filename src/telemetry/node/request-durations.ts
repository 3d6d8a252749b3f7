import { type HrTime, ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type HistogramMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { version } from '../../version.ts';
import { SCOPE } from '../names.ts';
import { BOUNDARIES, type Durations, type RequestMetrics } from '../request-metrics.ts';

interface Counts {
  readonly buckets: readonly number[];
  readonly sumSeconds: number;
  readonly count: number;
}

const NOTHING: Counts = { buckets: [], sumSeconds: 0, count: 0 };

/**
 * Produces `http.server.request.duration` from the arrays in `src/telemetry/request-metrics.ts`. Each reader
 * needs its own producer, because a delta starts at that reader's last collection.
 */
export function createRequestDurations(
  requests: Pick<RequestMetrics, 'durations'>,
  temporality: AggregationTemporality,
  epochMs: () => number,
): MetricProducer {
  const isDelta = temporality === AggregationTemporality.DELTA;
  const collected = new Map<Durations, Counts>();
  let startTime = millisToHrTime(epochMs());

  function collectPoints(endTime: HrTime): DataPoint<Histogram>[] {
    return requests.durations().flatMap((durations) => {
      const before = collected.get(durations) ?? NOTHING;
      const count = durations.count - before.count;
      if (count === 0) return [];
      const counts = [...durations.buckets].map((now, n) => now - (before.buckets[n] ?? 0));
      const sum = durations.sumSeconds - before.sumSeconds;
      if (isDelta) collected.set(durations, { ...durations, buckets: [...durations.buckets] });
      const buckets = { boundaries: [...BOUNDARIES], counts };
      const attributes = { ...durations.attributes };
      return [{ startTime, endTime, attributes, value: { buckets, sum, count } }];
    });
  }

  return {
    collect() {
      const endTime = millisToHrTime(epochMs());
      const metric: HistogramMetricData = {
        descriptor: {
          name: 'http.server.request.duration',
          description: 'How long requests took.',
          unit: 's',
          valueType: ValueType.DOUBLE,
        },
        aggregationTemporality: temporality,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: collectPoints(endTime),
      };
      if (isDelta) startTime = endTime;
      const scopeMetrics = [{ scope: { name: SCOPE, version }, metrics: [metric] }];
      return Promise.resolve({
        resourceMetrics: { resource: emptyResource(), scopeMetrics },
        errors: [],
      });
    },
  };
}
