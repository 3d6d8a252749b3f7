import { context, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reply } from '../../endpoint/reply.ts';
import type { RequestHeaders } from '../../endpoint/request.ts';
import { composeEndpoint, headerOf, jsonOf } from '../../test-support/compose-endpoint.ts';
import { settle } from '../../test-support/fake-clock.ts';
import { observedWith, recordSpans } from '../../test-support/record-spans.ts';
import { parentOf } from './caller-trace.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const SAMPLED = `00-${TRACE_ID}-${SPAN_ID}-01`;
const NOT_SAMPLED = `00-${TRACE_ID}-${SPAN_ID}-00`;
const SERVER = 'GET /api/get-instance';

/** A request as a host passes it on. */
const from = (traceparent: string, more: Readonly<Record<string, string>> = {}) => ({
  traceparent,
  headers: { traceparent, ...more },
});

/** The trace that a reply names: the trace id, the span id and the flags. */
function traceOf(reply: Reply) {
  const timing = headerOf(reply, 'server-timing') ?? '';
  const [, traceId, spanId, flags] = /desc="00-(\w+)-(\w+)-(\w+)"/.exec(timing) ?? [];
  return { traceId, spanId, flags };
}

function ownTraceOf(span: ReadableSpan | undefined) {
  const { traceId, spanId } = span?.spanContext() ?? {};
  return { traceId, spanId, flags: '01' };
}

let spans: ReturnType<typeof recordSpans>;

beforeEach(() => {
  spans = recordSpans();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

afterEach(() => {
  trace.disable();
  propagation.disable();
  context.disable();
  vi.unstubAllEnvs();
});

describe('a caller that is not trusted', () => {
  const compose = (sampler?: string) =>
    composeEndpoint({
      observer: observedWith({ trustCaller: false, ...(sampler && { sampler }) }),
    });

  test.each([
    [SAMPLED, 1],
    [NOT_SAMPLED, 0],
  ])('is linked from a root span: %s', async (traceparent, traceFlags) => {
    const { send } = compose();
    const reply = await send(from(traceparent, { tracestate: 'vendor=1' }));
    const [span] = spans.named(SERVER);
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.links).toEqual([
      { context: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags, isRemote: true } },
    ]);
    expect(span?.spanContext().traceId).not.toBe(TRACE_ID);
    expect(span?.spanContext().traceState).toBeUndefined();
    expect(traceOf(reply)).toEqual(ownTraceOf(span));
  });

  test('gets the id of the endpoint’s own trace in a problem', async () => {
    const { send } = compose();
    const reply = await send({ ...from(SAMPLED), authorization: undefined });
    const [span] = spans.named(SERVER);
    expect(span?.links).toHaveLength(1);
    expect(jsonOf(reply).traceId).toBe(span?.spanContext().traceId);
    expect(traceOf(reply)).toEqual(ownTraceOf(span));
  });

  test('adds no span to its trace, even for a revalidation', async () => {
    const { send, clock } = compose();
    await send(from(SAMPLED));
    await clock.advance(61_000);
    await send(from(SAMPLED));
    await settle();
    const names = [SERVER, 'identity.verify', 'instance_cache.get', 'instance_cache.refresh'];
    const written = names.flatMap((name) => spans.named(name));
    expect(written).toHaveLength(7);
    expect(written.filter((span) => span.spanContext().traceId === TRACE_ID)).toEqual([]);
  });

  test('cannot cause the recording of a hit', async () => {
    const { send } = compose('parentbased_always_off');
    await send();
    const recorded = spans.named(SERVER).length;
    const reply = await send(from(SAMPLED));
    expect(spans.named(SERVER)).toHaveLength(recorded);
    expect(traceOf(reply)).toMatchObject({ flags: '00' });
    expect(traceOf(reply).traceId).not.toBe(TRACE_ID);
  });

  test.each(['', 'x', `ff-${TRACE_ID}-${SPAN_ID}-01`, `00-${'0'.repeat(32)}-${SPAN_ID}-01`])(
    'is not linked if its traceparent %o is invalid',
    async (traceparent) => {
      const { send } = compose();
      expect((await send(from(traceparent))).status).toBe(200);
      expect(spans.named(SERVER)[0]?.links).toEqual([]);
    },
  );
});

describe('a caller that is trusted', () => {
  const compose = (sampler?: string) =>
    composeEndpoint({ observer: observedWith({ trustCaller: true, ...(sampler && { sampler }) }) });

  test('is the parent of the span, in its own trace and with its tracestate', async () => {
    const { send } = compose();
    const reply = await send(from(SAMPLED, { tracestate: 'vendor=1,other=2' }));
    const [span] = spans.named(SERVER);
    expect(span?.parentSpanContext).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID });
    expect(span?.links).toEqual([]);
    expect(span?.spanContext().traceId).toBe(TRACE_ID);
    expect(span?.spanContext().traceState?.serialize()).toBe('vendor=1,other=2');
    expect(traceOf(reply)).toEqual(ownTraceOf(span));
    const steps = [...spans.named('identity.verify'), ...spans.named('instance_cache.get')];
    expect(steps.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      span?.spanContext().spanId,
      span?.spanContext().spanId,
    ]);
  });

  test('is the parent for every form of headers that a host passes', async () => {
    const { send } = compose();
    const all: RequestHeaders[] = [
      { traceparent: SAMPLED },
      { traceparent: [SAMPLED] },
      new Headers({ Traceparent: SAMPLED }),
    ];
    for (const headers of all) await send({ headers });
    const parents = spans.named(SERVER).map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(parents).toEqual([SPAN_ID, SPAN_ID, SPAN_ID]);
  });

  test('decides by its sampled flag whether a hit is recorded', async () => {
    const { send } = compose('parentbased_always_off');
    await send();
    const recorded = spans.named(SERVER).length;
    await send(from(SAMPLED));
    expect(spans.named(SERVER)).toHaveLength(recorded + 1);

    const reply = await send(from(NOT_SAMPLED));
    expect(spans.named(SERVER)).toHaveLength(recorded + 1);
    expect(traceOf(reply)).toMatchObject({ traceId: TRACE_ID, flags: '00' });
    expect(traceOf(reply).spanId).not.toBe(SPAN_ID);
  });

  test('gets a new trace if its traceparent is invalid', async () => {
    const { send } = compose();
    const reply = await send(from(`00-${'0'.repeat(32)}-${SPAN_ID}-01`, { tracestate: 'a=1' }));
    const [span] = spans.named(SERVER);
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.links).toEqual([]);
    expect(span?.spanContext().traceState).toBeUndefined();
    expect(traceOf(reply)).toEqual(ownTraceOf(span));
  });

  test('is only a link if no propagator is set', async () => {
    propagation.disable();
    const { send } = compose();
    await send(from(SAMPLED));
    const [span] = spans.named(SERVER);
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.links).toMatchObject([{ context: { traceId: TRACE_ID } }]);
  });

  test('still gets a reply if the propagator throws', async () => {
    propagation.disable();
    propagation.setGlobalPropagator({
      inject: () => undefined,
      extract: () => {
        throw new Error('a propagator that throws');
      },
      fields: () => [],
    });
    const { send } = compose();
    expect((await send(from(SAMPLED))).status).toBe(200);
    expect(spans.named(SERVER)).toHaveLength(1);
  });
});

describe('OTEL_PROPAGATORS', () => {
  /** Starts the SDK for Node, which sets the propagators by the variable. */
  function startWith(propagators: string): void {
    propagation.disable();
    vi.stubEnv('OTEL_PROPAGATORS', propagators);
    vi.stubEnv('OTEL_TRACES_EXPORTER', 'none');
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'none');
    vi.stubEnv('OTEL_LOGS_EXPORTER', 'none');
    new NodeSDK({ autoDetectResources: false }).start();
  }

  const parent = { trace: { traceId: TRACE_ID, spanId: SPAN_ID, sampled: true } };

  test.each<[string, RequestHeaders]>([
    ['b3', { b3: `${TRACE_ID}-${SPAN_ID}-1` }],
    ['b3', new Headers({ B3: `${TRACE_ID}-${SPAN_ID}-1` })],
    ['b3multi', { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID, 'x-b3-sampled': '1' }],
    ['tracecontext,b3', { b3: `${TRACE_ID}-${SPAN_ID}-1` }],
    ['tracecontext,b3', { traceparent: SAMPLED }],
  ])('=%s reads a trusted caller from %o', (propagators, headers) => {
    startWith(propagators);
    expect(parentOf(headers)).toMatchObject(parent);
  });

  test.each<[string, RequestHeaders]>([
    ['b3', { traceparent: SAMPLED }],
    ['tracecontext', { b3: `${TRACE_ID}-${SPAN_ID}-1` }],
    ['none', { traceparent: SAMPLED }],
    ['b3', { b3: '0' }],
  ])('=%s reads no caller from %o', (propagators, headers) => {
    startWith(propagators);
    expect(parentOf(headers)).toBeUndefined();
  });

  test('=b3 makes a trusted caller the parent of the span', async () => {
    startWith('b3');
    const { send } = composeEndpoint({ observer: observedWith({ trustCaller: true }) });
    const reply = await send({ headers: { b3: `${TRACE_ID}-${SPAN_ID}-1` } });
    const [span] = spans.named(SERVER);
    expect(span?.parentSpanContext).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID });
    expect(traceOf(reply)).toEqual(ownTraceOf(span));
  });
});
