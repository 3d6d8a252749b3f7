import { AggregationTemporality, type HistogramMetricData } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createFakeClock } from '../../test-support/fake-clock.ts';
import { attributesOf } from '../outcome-attributes.ts';
import { createRequestMetrics } from '../request-metrics.ts';
import { createRequestDurations } from './request-durations.ts';

const { CUMULATIVE, DELTA } = AggregationTemporality;

function setUp() {
  const clock = createFakeClock(0);
  const requests = createRequestMetrics();
  const producerOf = (temporality: AggregationTemporality) =>
    createRequestDurations(requests, temporality, () => clock.epochMs());

  async function collect(producer: ReturnType<typeof producerOf>) {
    const { resourceMetrics } = await producer.collect();
    const [metric] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
    const { aggregationTemporality, dataPoints } = metric as HistogramMetricData;
    return dataPoints.map(({ startTime, endTime, value }) => ({
      temporality: aggregationTemporality,
      fromTo: [startTime[0], endTime[0]],
      count: value.count,
      sum: Math.round(value.sum ?? 0),
      counts: value.buckets.counts.filter((count) => count > 0),
    }));
  }
  const preflight = (seconds: number) => {
    requests.record('OPTIONS', 204, attributesOf({ kind: 'preflight' }), seconds);
  };
  return { clock, producerOf, collect, preflight };
}

test('with cumulative temporality, each collection counts from the start', async () => {
  const { clock, producerOf, collect, preflight } = setUp();
  const producer = producerOf(CUMULATIVE);
  preflight(2);
  await clock.advance(10_000);
  const first = { temporality: CUMULATIVE, fromTo: [0, 10], count: 1, sum: 2, counts: [1] };
  expect(await collect(producer)).toEqual([first]);
  preflight(4);
  await clock.advance(10_000);
  expect(await collect(producer)).toEqual([
    { ...first, fromTo: [0, 20], count: 2, sum: 6, counts: [1, 1] },
  ]);
});

test('with delta temporality, each collection counts from the previous one', async () => {
  const { clock, producerOf, collect, preflight } = setUp();
  const producer = producerOf(DELTA);
  preflight(2);
  await clock.advance(10_000);
  const first = { temporality: DELTA, fromTo: [0, 10], count: 1, sum: 2, counts: [1] };
  expect(await collect(producer)).toEqual([first]);
  preflight(4);
  preflight(4);
  await clock.advance(10_000);
  expect(await collect(producer)).toEqual([
    { ...first, fromTo: [10, 20], count: 2, sum: 8, counts: [2] },
  ]);
  await clock.advance(10_000);
  expect(await collect(producer)).toEqual([]);
});

test('two readers count independently', async () => {
  const { producerOf, collect, preflight } = setUp();
  const producers = [producerOf(DELTA), producerOf(DELTA), producerOf(CUMULATIVE)];
  preflight(1);
  for (const producer of producers) {
    expect(await collect(producer)).toMatchObject([{ count: 1 }]);
  }
});
