import { metrics, trace, type TracerProvider } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { composeOn } from '../compose.ts';
import { readConfig } from '../config.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createFakeUpstream } from '../test-support/fake-upstream.ts';
import { CLIENT_ID, CLIENT_SECRET, signInstance } from '../test-support/sign-instance.ts';
import { createTelemetry, isTelemetrySetUp } from './create-telemetry.ts';

afterEach(() => {
  trace.disable();
  metrics.disable();
});

const INVALID = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

const broken = () => {
  throw new Error('a sink that throws');
};

const brokenSpan = () =>
  Object.assign(trace.wrapSpanContext(INVALID), { isRecording: () => true, setAttribute: broken });

// First: to make telemetry is to collect metrics.
it('nothing is set up in a process in which nobody asked for it', () => {
  expect(isTelemetrySetUp()).toBe(false);
});

it.each([
  ['begin a span', { startSpan: broken }],
  ['end it', { startSpan: brokenSpan }],
])('a sink that cannot %s breaks no answer', async (_, tracer) => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as unknown as TracerProvider);
  const clock = createFakeClock();
  const environment: Record<string, string> = {
    WIX_CLIENT_ID: CLIENT_ID,
    WIX_CLIENT_SECRET: CLIENT_SECRET,
  };
  const runtime = { clock, random: () => 0.5, keepAlive: () => undefined };
  const telemetry = createTelemetry({
    ...runtime,
    sampler: 'always_on',
    ratio: 1,
    trustCaller: false,
    notablePerSecond: 50,
    version: '0',
    wixApiOrigin: 'https://www.wixapis.com',
  });
  const config = readConfig((name) => environment[name]);
  const { handle } = composeOn(createFakeUpstream(), config, runtime, telemetry);
  for (let n = 0; n < 2; n += 1) {
    const reply = await handle({
      method: 'GET',
      query: '',
      authorization: signInstance(),
      ifNoneMatch: undefined,
      traceparent: undefined,
      accessControlRequestHeaders: undefined,
    });
    expect(reply.status).toBe(200);
  }
});
