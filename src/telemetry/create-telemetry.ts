import { metrics, trace } from '@opentelemetry/api';
import type { Clock } from '../resilience/clock.ts';
import { SCOPE } from './names.ts';
import { createRequestObserver, observeRefresh } from './observe-requests.ts';
import { createCallObserver } from './observe-wix-calls.ts';
import { areMetricsCollected, requestMetricsOfThisProcess } from './process-metrics.ts';
import { createSampling, type SamplingOptions } from './sampling.ts';
import type { Readings, Telemetry } from './telemetry.ts';

export interface TelemetryOptions extends Omit<SamplingOptions, 'clock' | 'random'> {
  readonly version: string;
  readonly wixApiOrigin: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Whether somebody has set up OpenTelemetry in this process; where nobody has, to record costs for nothing. */
export function isTelemetrySetUp(): boolean {
  // A span that is never ended is never exported.
  return areMetricsCollected() || trace.getTracer(SCOPE).startSpan('probe').isRecording();
}

/** Instrumentation by OpenTelemetry's API alone: the SDK behind it is whoever runs the process's choice. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { clock, random } = options;
  const tracer = trace.getTracer(SCOPE, options.version);
  const meter = metrics.getMeter(SCOPE, options.version);
  const requests = requestMetricsOfThisProcess();
  const sampling = createSampling(options);

  const duration = meter.createHistogram('http.client.request.duration', {
    description: 'How long calls to Wix took.',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5] },
  });
  meter
    .createObservableCounter('instance_identity.verifications', {
      description: 'Tokens, by how they were verified and what came of it.',
      unit: '{token}',
    })
    .addCallback((result) => {
      for (const { count, attributes } of requests.verifications())
        result.observe(count, attributes);
    });
  meter
    .createObservableCounter('instance_identity.cache.lookups', {
      description: 'Look-ups in the cache of instances, by what they found.',
      unit: '{lookup}',
    })
    .addCallback((result) => {
      for (const { count, attributes } of requests.lookups()) result.observe(count, attributes);
    });

  function watch({ cachedInstances, gates }: Readings): void {
    meter
      .createObservableGauge('instance_identity.cache.entries', {
        description: 'Instances in the cache.',
        unit: '{instance}',
      })
      .addCallback((result) => {
        result.observe(cachedInstances());
      });
    const inFlight = meter.createObservableGauge('instance_identity.upstream.in_flight', {
      description: 'Attempts at Wix under way, by pool.',
      unit: '{attempt}',
    });
    const circuit = meter.createObservableGauge('instance_identity.circuit.state', {
      description: '0 closed, 1 half open, 2 open; by pool.',
    });
    for (const [pool, gate] of Object.entries(gates)) {
      inFlight.addCallback((result) => {
        result.observe(gate.inFlight, { pool });
      });
      circuit.addCallback((result) => {
        result.observe(['closed', 'half_open', 'open'].indexOf(gate.circuit), { pool });
      });
    }
  }

  return {
    observer: createRequestObserver({ tracer, sampling, metrics: requests, clock, random }),
    observeCall: createCallObserver({
      tracer,
      duration,
      wixApiOrigin: options.wixApiOrigin,
      clock,
    }),
    observeRefresh: (cause, work) => observeRefresh({ tracer, clock }, cause, work),
    watch,
  };
}
