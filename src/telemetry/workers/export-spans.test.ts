import { diag, propagation, trace } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { parentOf } from '../spans/caller-trace.ts';
import { exportSpans } from './export-spans.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const caller = new Headers({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` });

afterEach(() => {
  trace.disable();
  propagation.disable();
  diag.disable();
});

function start(variables: Readonly<Record<string, string>>): void {
  exportSpans(
    (name) => variables[name],
    () => undefined,
    () => undefined,
  );
}

test('Workers read a trusted caller from W3C Trace Context', () => {
  start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' });
  const parent = { traceId: TRACE_ID, spanId: SPAN_ID, sampled: true };
  expect(parentOf(caller)?.trace).toEqual(parent);
});

test('Workers set up nothing without an endpoint for spans', () => {
  start({ OTEL_SERVICE_NAME: 'clock' });
  expect(parentOf(caller)).toBeUndefined();
});
