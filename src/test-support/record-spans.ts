import { trace } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Runtime } from '../compose.ts';
import { createInstruments } from '../telemetry/instruments.ts';
import type { Log } from '../telemetry/log.ts';
import { createObserver } from '../telemetry/observer.ts';

/** Records all spans of this process in memory, until `trace.disable()`. */
export function recordSpans() {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({
      sampler: new AlwaysOnSampler(),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    }),
  );
  return {
    /** The ended spans with this name, oldest first. */
    named: (name: string): ReadableSpan[] =>
      exporter.getFinishedSpans().filter((span) => span.name === name),
  };
}

/** An observer with OpenTelemetry, for `composeEndpoint`. */
export const observedWith =
  (options: { trustCaller?: boolean; sampler?: string; log?: Log } = {}) =>
  (runtime: Runtime) => {
    const { trustCaller = false, sampler = 'always_on', log = () => undefined } = options;
    const instruments = createInstruments({
      ...runtime,
      sampler,
      ratio: 1,
      trustCaller,
      notablePerSecond: 50,
      version: '0',
    });
    return createObserver({ ...runtime, instruments, log });
  };
