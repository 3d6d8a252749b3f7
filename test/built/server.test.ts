import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { NODE_ENTRY } from '../../scripts/build-node.ts';
import { spawnNode } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { waitFor } from '../support/wait-for.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
});
beforeEach(() => {
  emulator.world.reset();
});
afterAll(() => emulator.close());

describe('the built server', () => {
  let server: Awaited<ReturnType<typeof spawnServer>>;
  const mint = () => emulator.world.mintToken({ kind: 'signed', instance: 1 }).token;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.origin + path, { headers });

  beforeEach(async () => {
    server = await spawnServer(emulator.origin);
  });
  afterEach(() => server.kill());

  test('is live and ready, and answers', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/api/get-instance', { Authorization: mint() })).status).toBe(200);
  });

  test.each(['/nothing-here', '/admin', '/checkout', '/404', '/robots.txt', '/_api/x'])(
    'does not serve %s, where @wix/astro would call Wix without our limits',
    async (path) => {
      const response = await get(path, { Authorization: mint() });
      expect(response.status).toBe(404);
      expect(response.headers.get('x-wix-bi-auth-token')).toBeNull();
      const { totals } = emulator.world.calls.report();
      expect(totals).toEqual({ token_info: 0, app_token: 0, get_app_instance: 0 });
    },
  );

  test.each([
    '/instance-badge-thumbnail.png',
    '/_wix/app-manifest.json',
    '/custom-element-panels/',
  ])('does not serve %s, because another host serves the widget files', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test.each([
    '/api/get-instance/',
    '/api//get-instance',
    '/api/get%2Dinstance',
    '/%61pi/get-instance',
    '//api/get-instance',
    '/\\api/get-instance',
  ])('answers %s too, so that Wix’s middleware makes no calls and adds no token', async (path) => {
    const response = await get(path, { Authorization: mint() });
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Status')).toBe('instance-identity; fwd=miss; stored');
    expect(response.headers.get('x-wix-bi-auth-token')).toBeNull();
    expect(emulator.world.calls.report().totals.token_info).toBe(0);
  });

  test('refuses a form from another site on Astro’s routes, but not on the webhooks', async () => {
    const post = (path: string, headers: Record<string, string> = {}) =>
      fetch(server.origin + path, { method: 'POST', body: 'a.b.c', headers });
    const route = '/_wix/extensions/service-plugins/none/x';
    const refused = await post(route);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toBe('Cross-site POST form submissions are forbidden');
    expect((await post(route, { 'Content-Type': 'application/json' })).status).toBe(404);
    expect((await post('/_wix/extensions/webhooks/none')).status).toBe(404);
    expect((await post('/api/get-instance')).status).toBe(405);
  });

  test('stays ready while Wix is down', async () => {
    for (const operation of ['token_info', 'app_token', 'get_app_instance'] as const) {
      emulator.world.faults.set(operation, { mode: 'reset' });
    }
    expect((await get('/api/get-instance', { Authorization: mint() })).status).toBe(502);
    expect((await get('/readyz')).status).toBe(200);
  });

  test('on SIGTERM becomes unready at once, completes accepted requests and exits with 0 within 10 s', async () => {
    emulator.world.faults.set('get_app_instance', { latencyMs: 1_200 });
    const underWay = get('/api/get-instance', { Authorization: mint() });
    await waitFor(() => {
      expect(emulator.world.calls.report().totals.get_app_instance).toBe(1);
    });
    const signalledAt = Date.now();
    server.child.kill('SIGTERM');
    await waitFor(async () => {
      expect((await get('/readyz')).status).toBe(503);
    });
    const late = await get('/api/get-instance', { Authorization: mint() });
    expect(late.status).toBe(200);
    expect(late.headers.get('Connection')).toBe('close');
    const completed = await underWay;
    expect(completed.status).toBe(200);
    expect(await completed.json()).toHaveProperty('instanceId');
    expect(await server.ended()).toBe(0);
    expect(Date.now() - signalledAt).toBeLessThan(10_000);
  });

  test('on SIGTERM does not wait for a connection that never finishes its request', async () => {
    const { port } = new URL(server.origin);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET /api/get-instance HTTP/1.1\r\nHost: x\r\n');
    const signalledAt = Date.now();
    server.child.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
    expect(Date.now() - signalledAt).toBeLessThan(10_000);
  });

  test('on Ctrl-C exits without waiting for load balancers', async () => {
    const signalledAt = Date.now();
    server.child.kill('SIGINT');
    expect(await server.ended()).toBe(0);
    expect(Date.now() - signalledAt).toBeLessThan(2_000);
  });

  test('prints no token, no secret and no part of Wix’s responses', async () => {
    emulator.world.faults.set('get_app_instance', { mode: 'html', body: 'MARKER-OF-A-PAGE' });
    emulator.world.faults.set('app_token', { mode: 'status', body: 'MARKER-OF-AN-ERROR' });
    const token = mint();
    await get('/admin');
    await get('/api/get-instance', { Authorization: token });
    await get('/api/get-instance', { Authorization: `${token}x` });
    server.child.kill('SIGINT');
    await server.ended();
    expect(server.output()).not.toContain(token);
    expect(server.output()).not.toContain(DEVELOPMENT_APP.WIX_CLIENT_SECRET);
    expect(server.output()).not.toContain('MARKER-OF');
    expect(server.output()).not.toContain('owner.example');
  });

  test('prints one line if its port is in use', async () => {
    const { port } = new URL(server.origin);
    const second = spawnNode([NODE_ENTRY], { ...DEVELOPMENT_APP, HOST: '127.0.0.1', PORT: port });
    expect(await second.ended()).toBe(1);
    expect(second.output().trim()).toMatch(/^PORT \d+ is in use on 127\.0\.0\.1\. Example: .*$/);
  });
});

describe('wrong configuration', () => {
  test('stops the start with one line per fault, and prints no secret', async () => {
    const server = spawnNode([NODE_ENTRY], {
      WIX_CLIENT_ID: 'not-a-guid',
      WIX_CLIENT_SECRET: 'a-secret-that-must-not-show',
      PORT: 'eighty',
      INSTANCE_TTL_SECONDS: '-1',
      WIX_API_ORIGIN: 'http://user:a-password@localhost:4400/path',
    });
    expect(await server.ended()).toBe(1);
    const lines = server.output().trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'WIX_CLIENT_ID',
      'WIX_API_ORIGIN',
      'PORT',
      'INSTANCE_TTL_SECONDS',
    ]);
    for (const line of lines) expect(line).toMatch(/Example: [A-Z_]+=/);
    expect(server.output()).not.toContain('a-secret-that-must-not-show');
    expect(server.output()).not.toContain('a-password');
  });

  test('names the missing variables if none is set', async () => {
    const server = spawnNode([NODE_ENTRY], {});
    expect(await server.ended()).toBe(1);
    expect(server.output()).toMatch(
      /^WIX_CLIENT_ID is not set\. .*\nWIX_CLIENT_SECRET is not set\. /,
    );
  });
});
