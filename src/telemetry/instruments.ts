import { type Histogram, type Meter, metrics, trace, type Tracer } from '@opentelemetry/api';
import type { CircuitState } from '../resilience/circuit-breaker.ts';
import type { Clock } from '../resilience/clock.ts';
import { SCOPE } from './names.ts';
import { type Counted, type RequestMetrics, sharedRequestMetrics } from './request-metrics.ts';
import { createSampling, type Sampling, type SamplingOptions } from './sampling.ts';

/** Records telemetry through OpenTelemetry's API only. The host provides the SDK. */
export interface Instruments {
  readonly tracer: Tracer;
  readonly sampling: Sampling;
  /** Whether requests continue the caller's trace. Otherwise they only link to it. */
  readonly trustCaller: boolean;
  readonly requests: RequestMetrics;
  /** `http.client.request.duration`, in seconds. */
  readonly callDuration: Histogram;
}

/** The state of the endpoint at one moment. */
export interface Snapshot {
  readonly cachedInstances: number;
  readonly policies: Readonly<
    Record<string, { readonly inFlight: number; readonly circuit: CircuitState }>
  >;
}

/** Whether OpenTelemetry is set up in this process. If not, recording would be wasted work. */
export function isTelemetrySetUp(): boolean {
  // A span that is never ended is never exported.
  return (
    sharedRequestMetrics.isCollected() || trace.getTracer(SCOPE).startSpan('probe').isRecording()
  );
}

export function createInstruments(
  options: Omit<SamplingOptions, 'clock' | 'random'> & {
    readonly version: string;
    readonly clock: Clock;
    readonly random: () => number;
  },
): Instruments {
  const meter = metrics.getMeter(SCOPE, options.version);
  const requests = sharedRequestMetrics.get();
  observeCounter(meter, 'instance_identity.verifications', requests.verifications, {
    description: 'Verified and refused tokens, by method and outcome.',
    unit: '{token}',
  });
  observeCounter(meter, 'instance_identity.cache.lookups', requests.lookups, {
    description: 'Look-ups in the instance cache, by outcome.',
    unit: '{lookup}',
  });
  return {
    tracer: trace.getTracer(SCOPE, options.version),
    sampling: createSampling(options),
    trustCaller: options.trustCaller,
    requests,
    callDuration: meter.createHistogram('http.client.request.duration', {
      description: 'Duration of calls to Wix.',
      unit: 's',
      advice: { explicitBucketBoundaries: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5] },
    }),
  };
}

function observeCounter(
  meter: Meter,
  name: string,
  read: () => readonly Counted[],
  options: { readonly description: string; readonly unit: string },
): void {
  meter.createObservableCounter(name, options).addCallback((result) => {
    for (const { count, attributes } of read()) result.observe(count, attributes);
  });
}

const CIRCUIT_VALUES: Readonly<Record<CircuitState, number>> = { closed: 0, half_open: 1, open: 2 };

/** Registers the gauges. They read a snapshot when the metrics are collected. */
export function registerGauges(version: string, snapshot: () => Snapshot): void {
  const meter = metrics.getMeter(SCOPE, version);
  meter
    .createObservableGauge('instance_identity.cache.entries', {
      description: 'Entries in the instance cache.',
      unit: '{instance}',
    })
    .addCallback((result) => {
      result.observe(snapshot().cachedInstances);
    });
  const inFlight = meter.createObservableGauge('instance_identity.upstream.in_flight', {
    description: 'Attempts at Wix in flight, by bulkhead.',
    unit: '{attempt}',
  });
  const circuit = meter.createObservableGauge('instance_identity.circuit.state', {
    description: 'State of the circuit breaker: 0 closed, 1 half open, 2 open.',
  });
  inFlight.addCallback((result) => {
    for (const [pool, policy] of Object.entries(snapshot().policies))
      result.observe(policy.inFlight, { pool });
  });
  circuit.addCallback((result) => {
    for (const [pool, policy] of Object.entries(snapshot().policies))
      result.observe(CIRCUIT_VALUES[policy.circuit], { pool });
  });
}
