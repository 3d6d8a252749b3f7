import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { startWorker, type StartedWorker } from '../support/start-worker.ts';

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

async function start(bindings: Readonly<Record<string, string>>): Promise<StartedWorker> {
  const reaches = receiver.endpoint;
  started = await startWorker(emulator.origin, { ...DEVELOPMENT_APP, ...bindings }, { reaches });
  return started;
}

const request = (token: string) =>
  new Request('http://app.example/api/get-instance', { headers: { Authorization: token } });

it('400 requests at once on the Workers runtime lose no span, and name nobody’s secret', async () => {
  const worker = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    // A machine that is busy elsewhere is no time-out of Wix.
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

it('a collector that is away is no reason to answer otherwise', async () => {
  const worker = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  const { token } = emulator.world.mintToken({ kind: 'signed', instance: 1 });
  expect((await worker.send(request(token))).status).toBe(200);
});

it('without an endpoint nothing is sent anywhere but to Wix', async () => {
  const worker = await start({});
  const { token } = emulator.world.mintToken({ kind: 'signed', instance: 1 });
  const response = await worker.send(request(token));
  expect(response.headers.get('Server-Timing')).toMatch(/-00"$/);
  await pause(200);
  expect(worker.outgoing).toHaveLength(2);
});
