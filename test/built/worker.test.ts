import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { expectDescribed } from '../support/expect-described.ts';
import { startWorker, type StartedWorker } from '../support/start-worker.ts';

describe('the Wix-hosting bundle, on the Workers runtime', () => {
  let emulator: Emulator;
  let worker: StartedWorker;

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  });
  beforeEach(async () => {
    emulator.world.reset();
    worker = await startWorker(emulator.origin, { ...DEVELOPMENT_APP });
    return () => worker.close();
  });
  afterAll(() => emulator.close());

  const mint = (order: TokenOrder) => emulator.world.mintToken(order).token;

  async function ask(token?: string, method = 'GET') {
    const path = '/api/get-instance';
    const response = await worker.send(
      new Request(`http://app.example${path}`, {
        method,
        headers: token === undefined ? {} : { Authorization: token },
      }),
    );
    const { status, headers } = response;
    const text = await response.text();
    expectDescribed({ method, path, status, headers, body: text });
    return { status, headers, json: text === '' ? undefined : JSON.parse(text) };
  }

  test('answers a signed instance with two calls at first, and none afterwards', async () => {
    const token = mint({ kind: 'signed', instance: 3 });
    const first = await ask(token);
    expect(first.status).toBe(200);
    expect(first.json.instanceId).toBe(instanceIdOf(3));
    expect(first.headers.get('Cache-Status')).toBe('instance-identity; fwd=miss; stored');
    expect(worker.outgoing).toHaveLength(2);
    const second = await ask(token);
    expect(second.headers.get('Cache-Status')).toMatch(/^instance-identity; hit; ttl=\d+$/);
    expect(worker.outgoing).toHaveLength(2);
  });

  test('answers queued requests with calls of their own', async () => {
    emulator.world.faults.set('token_info', { latencyMs: 100 });
    const narrow = await startWorker(emulator.origin, {
      ...DEVELOPMENT_APP,
      TOKEN_INFO_MAX_CONCURRENCY: '1',
      UPSTREAM_MAX_CONCURRENCY: '1',
    });
    const answers = await Promise.all(
      [1, 2, 3, 4].map((instance) =>
        narrow.send(
          new Request('http://app.example/api/get-instance', {
            headers: { Authorization: mint({ kind: 'opaque', instance }) },
          }),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await narrow.close();
  });

  test('answers before Wix’s middleware, which makes no calls and adds no token', async () => {
    const token = mint({ kind: 'opaque', instance: 3 });
    const { headers } = await ask(token);
    expect(headers.get('x-wix-bi-auth-token')).toBeNull();
    expect(emulator.world.calls.report().totals).toEqual({
      token_info: 1,
      app_token: 1,
      get_app_instance: 1,
    });
    await ask(token);
    expect(worker.outgoing).toHaveLength(3);
  });

  test('refuses requests, and distinguishes an outage from a denial', async () => {
    expect((await ask()).json.code).toBe('missing_token');
    expect((await ask(mint({ kind: 'opaque', forged: true }))).json.code).toBe('inactive_token');
    expect((await ask(mint({ kind: 'opaque', otherApp: true }))).json.code).toBe('wrong_app');
    expect((await ask(mint({}), 'POST')).json.code).toBe('method_not_allowed');
    emulator.world.faults.set('get_app_instance', { mode: 'html' });
    expect((await ask(mint({ kind: 'signed' }))).json.code).toBe('upstream_error');
  });

  test('makes one elevated call for fifty simultaneous requests', async () => {
    emulator.world.faults.set('get_app_instance', { latencyMs: 100 });
    const tokens = Array.from({ length: 50 }, () => mint({ kind: 'signed', subject: 'member' }));
    const answers = await Promise.all(tokens.map((token) => ask(token)));
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
    expect(emulator.world.calls.report().totals).toMatchObject({
      app_token: 1,
      get_app_instance: 1,
    });
  });

  test('passes all other requests on to Wix’s middleware', async () => {
    await worker.send(new Request('http://app.example/somewhere-else'));
    expect(emulator.world.calls.report().totals.app_token).toBeGreaterThan(0);
  });
});
