import { connect } from 'node:net';

import { describe, expect, test } from 'vitest';

import { mintAccessToken } from '../tokens/access-token.ts';
import { DEVELOPMENT_APP } from '../development-app.ts';
import { FAULT_MODES, type FaultMode, type FaultOrder } from './faults.ts';
import { instanceIdOf } from '../instances/instance-id.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { startEmulator } from '../start-emulator.ts';
import { useEmulator } from '../test-support/use-emulator.ts';

const emulator = useEmulator();

function appToken(): string {
  const { WIX_CLIENT_ID: appId } = DEVELOPMENT_APP;
  const validity = { issuedAt: emulator.now / 1000, expiresAt: emulator.now / 1000 + 60 };
  return mintAccessToken({
    appId,
    instanceId: instanceIdOf(42),
    subject: { type: 'APP', id: appId },
    ...validity,
  });
}

/** For each operation, a call that succeeds without a fault. */
const CALLS: Record<Operation, () => Promise<Response>> = {
  token_info: () => {
    const { token } = emulator.world.mintToken({ instance: 42 });
    return emulator.call('/oauth2/token-info', { json: { token } });
  },
  app_token: () =>
    emulator.call('/oauth2/token', {
      json: { grant_type: 'anonymous', client_id: DEVELOPMENT_APP.WIX_CLIENT_ID },
    }),
  get_app_instance: () =>
    emulator.call('/apps/v1/instance', { headers: { authorization: appToken() } }),
};

describe.each(OPERATIONS)('a fault of %s', (operation) => {
  const broken = (order: FaultOrder) => {
    emulator.world.faults.set(operation, order);
    return CALLS[operation]();
  };

  test('status: answers with the status and the marker', async () => {
    const response = await broken({ mode: 'status', status: 503, body: 'marker-4711' });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ message: 'marker-4711' });
    expect(response.headers.get('x-wix-request-id')).not.toBeNull();
  });

  test('throttle: answers 429 with Retry-After', async () => {
    const response = await broken({ mode: 'throttle', retryAfterSeconds: 7 });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  });

  test('html: answers 200 with a page that contains the marker', async () => {
    const response = await broken({ mode: 'html', body: 'marker-4711' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toMatch(/^<!doctype html>.*marker-4711/);
  });

  test('half_json: sends a complete response with half the JSON', async () => {
    const whole = await (await CALLS[operation]()).text();
    const response = await broken({ mode: 'half_json' });
    const half = await response.text();
    expect(response.status).toBe(200);
    expect(half.length).toBeGreaterThan(whole.length / 3);
    expect(() => JSON.parse(half)).toThrow(SyntaxError);
  });

  test('half_body: announces a complete body and closes the connection in the middle', async () => {
    const response = await broken({ mode: 'half_body' });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('empty: answers 200 without a body', async () => {
    const response = await broken({ mode: 'empty' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('redirect: answers 302 to a path that answers 404', async () => {
    const response = await broken({ mode: 'redirect' });
    expect(response.status).toBe(302);
    const target = await emulator.call(response.headers.get('location') ?? '');
    expect(target.status).toBe(404);
  });

  test('reset: resets the connection', async () => {
    await expect(broken({ mode: 'reset' })).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
  });

  test('hang: accepts the call and never answers', async () => {
    emulator.world.faults.set(operation, { mode: 'hang' });
    const call = CALLS[operation]();
    const before = emulator.world.calls.report().answered[operation]['none'] ?? 0;
    await expect
      .poll(() => emulator.world.calls.report().answered[operation]['none'] ?? 0, {
        timeout: 5_000,
      })
      .toBe(before + 1);
    expect(
      await Promise.race([call, new Promise((resolve) => setTimeout(resolve, 5, 'nothing yet'))]),
    ).toBe('nothing yet');
    call.catch(() => 'the emulator closes after the last test');
  });

  test('affects the given share of the calls', async () => {
    emulator.world.faults.set(operation, { mode: 'status', status: 500, errorRate: 0.5 });
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async () => (await CALLS[operation]()).status),
    );
    // Fails by chance once in 10^17 runs.
    expect(new Set(statuses)).toEqual(new Set([200, 500]));
  });

  test('affects no call at a rate of 0', async () => {
    expect((await broken({ mode: 'reset', errorRate: 0 })).status).toBe(200);
  });

  test('ends when cleared', async () => {
    expect((await broken({ mode: 'status' })).status).toBe(500);
    emulator.world.faults.clear(operation);
    expect((await CALLS[operation]()).status).toBe(200);
  });

  test('does not affect the other operations', async () => {
    emulator.world.faults.set(operation, { mode: 'status' });
    for (const other of OPERATIONS.filter((name) => name !== operation))
      expect((await CALLS[other]()).status).toBe(200);
  });

  test('counts as a call, under the status that was sent', async () => {
    emulator.world.calls.clear();
    await broken({ mode: 'status', status: 502 });
    const { totals, answered } = emulator.world.calls.report();
    expect([totals[operation], answered[operation]]).toEqual([1, { '502': 1 }]);
  });
});

describe('faults', () => {
  test("wrong_instance: get_app_instance answers with another instance's data", async () => {
    emulator.world.faults.set('get_app_instance', { mode: 'wrong_instance' });
    const { instance, site } = await (await CALLS.get_app_instance()).json();
    expect([instance.instanceId, site.ownerEmail]).toEqual([
      instanceIdOf(43),
      'owner-43@owner.example',
    ]);
  });

  test('wrong_instance is refused for operations that return no instance', () => {
    expect(() => emulator.world.faults.set('app_token', { mode: 'wrong_instance' })).toThrow(
      'get_app_instance only',
    );
  });

  test('proxy: the response is sent as it is', async () => {
    const order = {
      mode: 'proxy',
      status: 404,
      body: '{"x":1}',
      headers: { 'X-By': 'gw' },
    } as const;
    emulator.world.faults.set('token_info', order);
    const response = await CALLS.token_info();
    expect([response.status, await response.text()]).toEqual([404, '{"x":1}']);
    expect(response.headers.get('X-By')).toBe('gw');
  });

  test('status: the response can have a header of the test', async () => {
    emulator.world.faults.set('token_info', { status: 503, headers: { 'Retry-After': '7' } });
    const response = await CALLS.token_info();
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '7']);
  });

  test('add latency, with or without an error', async () => {
    for (const order of [{ latencyMs: 25 }, { latencyMs: 25, mode: 'status' }] as const) {
      emulator.world.faults.set('token_info', order);
      const start = performance.now();
      await CALLS.token_info();
      expect(performance.now() - start).toBeGreaterThanOrEqual(24);
    }
  });

  test('default to the mode status when only a rate, a status or a body is given', () => {
    for (const order of [{ errorRate: 1 }, { status: 500 }, { body: 'x' }]) {
      expect(emulator.world.faults.set('token_info', order).failure).toMatchObject({
        mode: 'status',
        status: 500,
      });
    }
  });

  test('each have a test in this file', () => {
    const tried: FaultMode[] = [
      'status',
      'hang',
      'throttle',
      'html',
      'half_body',
      'half_json',
      'empty',
      'redirect',
      'wrong_instance',
      'reset',
      'proxy',
    ];
    expect([...FAULT_MODES].sort()).toEqual(tried.sort());
  });

  test('do not stop the emulator from closing while calls hang', async () => {
    const own = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
    own.world.faults.set('token_info', { mode: 'hang' });
    const call = fetch(`${own.origin}/oauth2/token-info`, {
      method: 'POST',
      body: '{"token":"x"}',
    });
    const failure = expect(call).rejects.toThrow('fetch failed');
    await expect.poll(() => own.world.calls.report().totals.token_info, { timeout: 5_000 }).toBe(1);
    await own.close();
    await failure;
    const refused = await new Promise<string | undefined>((resolve) => {
      connect(own.port, '127.0.0.1').on('error', ({ code }: NodeJS.ErrnoException) =>
        resolve(code),
      );
    });
    expect(refused).toBe('ECONNREFUSED');
  });
});
