import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { startWorker, type StartedWorker, type WorkerOptions } from '../support/start-worker.ts';

const SERVER = 'GET /api/get-instance';

let emulator: Emulator;
let receiver: OtlpReceiver;
let started: StartedWorker | undefined;

beforeEach(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  await started?.close();
  started = undefined;
  await Promise.all([receiver.close(), emulator.close()]);
});

async function start(
  bindings: Readonly<Record<string, string>>,
  options: WorkerOptions = {},
): Promise<StartedWorker> {
  const settings = { ...DEVELOPMENT_APP, ...bindings };
  started = await startWorker(emulator.origin, settings, {
    reaches: receiver.endpoint,
    ...options,
  });
  return started;
}

const request = (token: string) =>
  new Request('http://app.example/api/get-instance', { headers: { Authorization: token } });

test('400 simultaneous requests on the Workers runtime lose no span and export no secret', async () => {
  const worker = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    // A busy machine must not cause a Wix timeout.
    UPSTREAM_TIMEOUT_MS: '10000',
  });
  const tokens = Array.from(
    { length: 400 },
    (_, n) => emulator.world.mintToken({ kind: 'signed', instance: n % 40 }).token,
  );
  const answers = await Promise.all(tokens.map((token) => worker.send(request(token))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));

  const roots = () => receiver.spans().filter(({ name }) => name === SERVER);
  await expect.poll(() => roots().length, { timeout: 10_000 }).toBe(400);
  const spans = receiver.spans();
  const ids = new Set(spans.map(({ spanId }) => spanId));
  for (const { parentSpanId, links } of spans) {
    for (const id of [...links, ...(parentSpanId ? [parentSpanId] : [])]) expect(ids).toContain(id);
  }
  const count = (name: string) => spans.filter((span) => span.name === name).length;
  expect(count('identity.verify')).toBe(400);
  expect(count('wix.get_app_instance')).toBe(40);
  expect(receiver.resource()).toMatchObject({ 'service.name': 'instance-identity' });
  const bytes = receiver.bytes();
  for (const secret of [...tokens, DEVELOPMENT_APP.WIX_CLIENT_SECRET, '@owner.example']) {
    expect(bytes.includes(secret)).toBe(false);
  }
});

test('an unreachable collector does not affect responses', async () => {
  const worker = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  const { token } = emulator.world.mintToken({ kind: 'signed', instance: 1 });
  expect((await worker.send(request(token))).status).toBe(200);
});

test('without an endpoint, requests go only to Wix', async () => {
  const worker = await start({});
  const { token } = emulator.world.mintToken({ kind: 'signed', instance: 1 });
  const response = await worker.send(request(token));
  expect(response.headers.get('Server-Timing')).toMatch(/-00"$/);
  await pause(200);
  expect(worker.outgoing).toHaveLength(2);
});

const signed = (instance: number) =>
  request(emulator.world.mintToken({ kind: 'signed', instance }).token);

const roots = () => receiver.spans().filter(({ name }) => name === SERVER);

function warnings(worker: StartedWorker): string[] {
  return worker
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{"level":"warn"'))
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

describe('a wrong variable', () => {
  test('fails no request and is logged once', async () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2%',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'hunter2',
      OTEL_RESOURCE_ATTRIBUTES: 'team=%zz',
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: 'half',
      OTEL_TRACES_EXPORTER: 'oltp',
      OTEL_EXPORTER_OTLP_TIMEOUT: '-1',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SDK_DISABLED: 'yes',
      OTEL_LOG_LEVEL: 'loud',
    };
    const worker = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...wrong });
    for (let n = 1; n <= 3; n++) expect((await worker.send(signed(n))).status).toBe(200);
    await expect.poll(() => roots().length, { timeout: 5_000 }).toBe(3);
    expect(
      warnings(worker)
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(Object.keys(wrong).sort());
    expect(worker.output()).not.toContain('hunter2');
  });

  test.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', '"https://collector"'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ])('%s=%s is logged, and nothing is exported', async (name, value) => {
    const worker = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      [name]: value,
    });
    const response = await worker.send(signed(1));
    expect(response.status).toBe(200);
    expect(response.headers.get('Server-Timing')).toMatch(/-00"$/);
    expect(warnings(worker)).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });
});

test.each([
  { OTEL_TRACES_EXPORTER: 'None' },
  { OTEL_SDK_DISABLED: 'True' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
])('with %o nothing is recorded or logged', async (settings) => {
  const worker = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    ...(settings as Readonly<Record<string, string>>),
  });
  const response = await worker.send(signed(1));
  expect(response.headers.get('Server-Timing')).toMatch(/-00"$/);
  expect(warnings(worker)).toEqual([]);
});

test('names and headers follow the specification', async () => {
  const worker = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: ' ',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.endpoint}/v1/traces`,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=general,tenant=a%20b',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'api-key=traces,content-type=text/plain',
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,service.namespace=a%20b',
  });
  await worker.send(signed(1));
  await expect.poll(() => roots().length, { timeout: 5_000 }).toBe(1);
  expect(receiver.resource()).toMatchObject({
    'service.name': 'shop',
    'service.namespace': 'a b',
    'deployment.environment.name': 'production',
  });
  expect(receiver.requests()[0]).toMatchObject({
    path: '/v1/traces',
    headers: { 'api-key': 'traces', tenant: 'a b', 'content-type': 'application/json' },
  });
});

test('a collector that refuses spans is logged once', async () => {
  const worker = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2',
  });
  for (let n = 1; n <= 3; n++) {
    expect((await worker.send(signed(n))).status).toBe(200);
    await pause(100);
  }
  await expect
    .poll(() => warnings(worker))
    .toEqual([
      'Telemetry is not exported: the collector returned 403. Requests are answered all the same.',
    ]);
});

test('a later request sends the spans of a cancelled request', async () => {
  const worker = await start(
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
    { withoutWaitUntil: true },
  );
  expect((await worker.send(signed(1))).status).toBe(200);
  await pause(800);
  expect(roots()).toHaveLength(0);
  // This request ends its first span long before its response, so it lives long enough to send the batch.
  emulator.world.faults.set('get_app_instance', { latencyMs: 400 });
  expect((await worker.send(signed(2))).status).toBe(200);
  await expect.poll(() => roots().length, { timeout: 5_000 }).toBe(1);
});
