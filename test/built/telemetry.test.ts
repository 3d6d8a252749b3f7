import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import type { ReceivedSpan } from '../support/otlp-receiver.ts';
import { useObservedServer } from '../support/use-observed-server.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SERVER = 'GET /api/get-instance';

const observed = useObservedServer({ medianMs: 5 });

/** Starts a server that exports to the receiver at once. By default it records no hits. */
async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  await observed.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: observed.receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    ...settings,
  });
}

const mint = (order: TokenOrder = {}) =>
  observed.emulator.world.mintToken({ kind: 'opaque', instance: 1, ...order }).token;

async function ask(token?: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${observed.server.origin}/api/get-instance`, {
    headers: { ...(token === undefined ? {} : { Authorization: token }), ...headers },
  });
  await response.arrayBuffer();
  return response;
}

/** Resolves to the spans of this many requests once they have arrived. */
async function spansOf(requests: number): Promise<readonly ReceivedSpan[]> {
  await expect
    .poll(() => observed.receiver.spans().filter(({ name }) => name === SERVER).length, {
      timeout: 5_000,
    })
    .toBe(requests);
  return observed.receiver.spans();
}

const named = (spans: readonly ReceivedSpan[], name: string) =>
  spans.filter((span) => span.name === name);

function only(spans: readonly ReceivedSpan[], name: string): ReceivedSpan {
  const [span, ...others] = named(spans, name);
  if (!span || others.length > 0) expect.unreachable(`${name}: ${others.length + 1}`);
  return span;
}

describe('the trace of a request', () => {
  test('shows the steps and calls to Wix of a miss, and the response names it', async () => {
    await start();
    const response = await ask(mint());
    const spans = await spansOf(1);
    const root = only(spans, SERVER);
    expect(root).toMatchObject({ kind: 2, parentSpanId: undefined, isError: false });
    expect(root.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/api/get-instance',
      'url.path': '/api/get-instance',
      'url.scheme': 'http',
      'wix.instance.id': instanceIdOf(1),
      'wix.site.id': expect.any(String),
      'wix.subject.type': 'VISITOR',
      'identity.method': 'token_info',
      'instance_cache.outcome': 'miss',
    });
    expect(response.headers.get('Server-Timing')).toContain(
      `traceparent;desc="00-${root.traceId}-${root.spanId}-01"`,
    );

    const children = spans.filter((span) => span !== root);
    expect(children.map(({ name }) => name).sort()).toEqual([
      'identity.verify',
      'instance_cache.get',
      'wix.app_token',
      'wix.get_app_instance',
      'wix.token_info',
    ]);
    for (const { parentSpanId, traceId } of children) {
      expect([parentSpanId, traceId]).toEqual([root.spanId, root.traceId]);
    }
    expect(only(spans, 'identity.verify').attributes).toEqual({ 'identity.method': 'token_info' });
    expect(only(spans, 'instance_cache.get').attributes).toEqual({
      'instance_cache.outcome': 'miss',
      'instance_cache.age': expect.any(Number),
    });
    const call = only(spans, 'wix.get_app_instance');
    expect(call.kind).toBe(3);
    expect(call.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'url.full': `${observed.emulator.origin}/apps/v1/instance`,
      'wix.operation': 'get_app_instance',
      'wix.request.id': expect.any(String),
    });
  });

  test('contains all its steps and calls between its start and its end', async () => {
    await start();
    for (let instance = 1; instance <= 20; instance++) await ask(mint({ instance }));
    const spans = await spansOf(20);
    for (const root of named(spans, SERVER)) {
      for (const span of spans.filter(({ traceId }) => traceId === root.traceId)) {
        expect(span.startedAt).toBeGreaterThanOrEqual(root.startedAt);
        expect(span.endedAt).toBeLessThanOrEqual(root.endedAt);
      }
    }
  });

  test('links to the calls of another request that it waited for', async () => {
    await start();
    observed.emulator.world.faults.set('get_app_instance', { latencyMs: 200 });
    await Promise.all([ask(mint({ kind: 'signed' })), ask(mint({ kind: 'signed' }))]);
    const spans = await spansOf(2);
    const calls = spans.filter(({ kind }) => kind === 3).map(({ spanId }) => spanId);
    expect(calls).toHaveLength(2);
    const outcomes = named(spans, SERVER).map((span) => [
      span.attributes['instance_cache.outcome'],
      span.links.toSorted(),
    ]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        ['miss', []],
        ['collapsed', calls.toSorted()],
      ]),
    );
  });

  test('is linked from the refresh that it triggered, and both are exported', async () => {
    await start({ INSTANCE_TTL_SECONDS: '1' });
    const token = mint({ kind: 'signed' });
    await ask(token);
    await pause(1_200);
    await ask(token);
    const spans = await spansOf(2);
    await expect
      .poll(() => named(observed.receiver.spans(), 'instance_cache.refresh').length)
      .toBe(1);
    const refresh = only(observed.receiver.spans(), 'instance_cache.refresh');
    const stale = named(spans, SERVER).find(
      ({ attributes }) => attributes['instance_cache.outcome'] === 'stale',
    );
    expect(refresh.parentSpanId).toBeUndefined();
    expect(refresh.links).toEqual([stale?.spanId]);
    expect(refresh.traceId).not.toBe(stale?.traceId);
    const call = named(observed.receiver.spans(), 'wix.get_app_instance').find(
      ({ traceId }) => traceId === refresh.traceId,
    );
    expect(call?.parentSpanId).toBe(refresh.spanId);
  });

  test.each([
    ['refused by Wix', 401, { forged: true }, 'inactive_token', false],
    ['of another app', 403, { otherApp: true }, 'wrong_app', false],
  ] as const)(
    '%s has the reason and is not marked as an error',
    async (_, status, order, code, isError) => {
      await start();
      expect((await ask(mint(order))).status).toBe(status);
      const spans = await spansOf(1);
      expect(only(spans, SERVER)).toMatchObject({ isError, attributes: { 'error.type': code } });
      expect(only(spans, 'identity.verify').attributes).toEqual({
        'identity.method': 'token_info',
        'error.type': code,
      });
    },
  );

  test('is an error if Wix failed, and its call has the reason', async () => {
    await start();
    observed.emulator.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
    expect((await ask(mint({ kind: 'signed' }))).status).toBe(502);
    const spans = await spansOf(1);
    expect(only(spans, SERVER)).toMatchObject({
      isError: true,
      attributes: { 'error.type': 'upstream_error', 'http.response.status_code': 502 },
    });
    expect(only(spans, 'wix.get_app_instance')).toMatchObject({
      isError: true,
      attributes: { 'error.type': '503', 'http.response.status_code': 503 },
    });
  });
});

describe('the recording of requests', () => {
  const SAMPLED = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };

  test('follows the ratio for hits, and untrusted callers cannot raise it', async () => {
    await start();
    const token = mint({ kind: 'signed' });
    await ask(token);
    for (let n = 0; n < 20; n++) {
      const { headers } = await ask(token, SAMPLED);
      expect(headers.get('Server-Timing')).toMatch(/"00-[0-9a-f]{32}-[0-9a-f]{16}-00"/);
      expect(headers.get('Server-Timing')).not.toContain(TRACE_ID);
    }
    await pause(300);
    expect(named(observed.receiver.spans(), SERVER)).toHaveLength(1);
  });

  test('follows a trusted caller, in the caller’s trace', async () => {
    await start({ TRACE_TRUST_CALLER: 'true' });
    const token = mint({ kind: 'signed' });
    await ask(token);
    await ask(token, SAMPLED);
    const hit = named(await spansOf(2), SERVER).find(({ traceId }) => traceId === TRACE_ID);
    expect(hit?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(hit?.attributes['instance_cache.outcome']).toBe('hit');
  });

  test('includes every hit with always_on', async () => {
    await start({ OTEL_TRACES_SAMPLER: 'always_on' });
    const token = mint({ kind: 'signed' });
    for (let n = 0; n < 5; n++) await ask(token);
    const spans = await spansOf(5);
    expect(named(spans, 'identity.verify')).toHaveLength(5);
  });

  test('is limited per second for notable requests', async () => {
    await start({ TRACE_NOTABLE_PER_SECOND: '2' });
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((instance) => ask(mint({ kind: 'signed', instance }))),
    );
    await pause(400);
    const count = named(observed.receiver.spans(), SERVER).length;
    expect([2, 4]).toContain(count);
  });
});

describe('the metrics', () => {
  test('count requests, verifications, look-ups and calls, and contain no ids', async () => {
    await start();
    const token = mint();
    for (let n = 0; n < 3; n++) await ask(token);
    await ask(mint({ forged: true }));
    await ask();
    const count = (name: string, attributes: Readonly<Record<string, unknown>>) =>
      (observed.receiver.metrics()[name] ?? []).find((point) =>
        Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
      )?.value;
    const hits = { 'http.response.status_code': 200, 'instance_cache.outcome': 'hit' };
    await expect
      .poll(() => count('http.server.request.duration', hits), { timeout: 5_000 })
      .toBe(2);
    const missing = { 'http.response.status_code': 401, 'error.type': 'missing_token' };
    await expect.poll(() => count('http.server.request.duration', missing)).toBe(1);
    const verified = (method: string, outcome: string) =>
      count('instance_identity.verifications', { 'identity.method': method, outcome });
    expect(verified('token_info', 'verified')).toBe(1);
    expect(verified('token_memo', 'verified')).toBe(2);
    expect(verified('token_info', 'inactive_token')).toBe(1);
    expect(count('instance_identity.cache.lookups', { outcome: 'hit' })).toBe(2);
    expect(count('instance_identity.cache.lookups', { outcome: 'miss' })).toBe(1);
    expect(count('http.client.request.duration', { 'wix.operation': 'token_info' })).toBe(2);
    expect(count('instance_identity.cache.entries', {})).toBe(1);
    expect(count('instance_identity.upstream.in_flight', { pool: 'load' })).toBe(0);
    expect(count('instance_identity.circuit.state', { pool: 'token_info' })).toBe(0);
    const text = JSON.stringify(observed.receiver.metrics());
    expect(text).not.toContain(instanceIdOf(1));
    expect(observed.receiver.metrics()['http.server.request.duration']?.[0]?.boundaries?.[0]).toBe(
      0.00005,
    );
  });

  test('are served to Prometheus on request, without a collector', async () => {
    const port = '19464';
    await observed.start({
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: port,
    });
    await ask(mint());
    const text = await (await fetch(`http://localhost:${port}/metrics`)).text();
    expect(text).toMatch(/^http_server_request_duration(_seconds)?_count\{.*\} 1$/m);
    expect(text).toMatch(/^instance_identity_cache_entries(\{.*\})? 1$/m);
  });
});

describe('the exported telemetry', () => {
  test.each(['http/json', 'http/protobuf'])(
    'contains no token, secret or owner data over %s, and only permitted resource attributes',
    async (protocol) => {
      await start({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_TRACES_SAMPLER: 'always_on' });
      const tokens = [mint(), mint({ forged: true }), mint({ kind: 'signed', subject: 'user' })];
      for (const token of [...tokens, ...tokens]) await ask(token);
      await expect.poll(() => observed.receiver.bytes().includes(instanceIdOf(1))).toBe(true);
      await pause(300);
      const bytes = observed.receiver.bytes();
      for (const secret of [...tokens, DEVELOPMENT_APP.WIX_CLIENT_SECRET, '@owner.example']) {
        expect(bytes.includes(secret)).toBe(false);
      }
      for (const part of tokens.flatMap((token) => token.split('.'))) {
        if (part.length > 20) expect(bytes.includes(part)).toBe(false);
      }
      if (protocol === 'http/json') {
        expect(observed.receiver.resource()).toEqual({
          'service.name': 'instance-identity',
          'service.version': '0.1.0',
          'service.instance.id': expect.any(String),
          'deployment.environment.name': 'production',
        });
      }
    },
  );
});

describe('a collector', () => {
  test('that hangs delays no response, and delays shutdown by at most two seconds', async () => {
    await start();
    observed.receiver.hang();
    const startedAt = performance.now();
    for (let instance = 0; instance < 5; instance++) {
      expect((await ask(mint({ instance }))).status).toBe(200);
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const signalledAt = performance.now();
    observed.server.child.kill('SIGINT');
    expect(await observed.server.ended()).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(3_500);
  });

  test('that is unreachable is logged once', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    });
    for (let instance = 0; instance < 5; instance++) await ask(mint({ instance }));
    await observed.server.printed(/Telemetry is not exported: .*ECONNREFUSED/);
    await pause(1_000);
    expect(observed.server.output().match(/Telemetry/g)).toHaveLength(1);
    expect(observed.server.output()).not.toMatch(/^ +at /m);
  });

  test('that is not configured is not contacted', async () => {
    await observed.start({});
    const response = await ask(mint());
    expect(response.headers.get('Server-Timing')).toMatch(/-00"$/);
    await pause(300);
    expect(observed.server.output()).not.toMatch(/telemetry/i);
  });
});
