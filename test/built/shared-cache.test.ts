import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { readConfig } from '../../src/config.ts';
import { type AstroHandler, createNodeServer } from '../../src/hosts/node/node-server.ts';
import { processApp } from '../../src/hosts/process-app.ts';

const ASTRO_ENTRY = new URL('../../dist-node/server/entry.mjs', import.meta.url);
const realFetch = globalThis.fetch;
let emulator: Emulator;
const servers: Server[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  Object.assign(process.env, DEVELOPMENT_APP);
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await emulator.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/get-instance`;
}

test('the Astro route of the built bundle and the Node server share one cache', async () => {
  const environment: Record<string, string> = {
    ...DEVELOPMENT_APP,
    WIX_API_ORIGIN: emulator.origin,
  };
  const app = processApp(() => readConfig((name) => environment[name]));
  const { handler: astro } = (await import(ASTRO_ENTRY.href)) as { handler: AstroHandler };
  const onBug = (error: unknown) => {
    throw error;
  };
  const node = await listen(
    createNodeServer({ handle: app.handle, astro, isReady: () => true, onBug }),
  );
  const route = await listen(createServer((request, response) => astro(request, response, onBug)));

  const { token } = emulator.world.mintToken({ kind: 'opaque', instance: 9 });
  const headers = { Authorization: token };
  const byNode = await realFetch(node, { headers });
  expect(byNode.headers.get('Cache-Status')).toBe('instance-identity; fwd=miss; stored');
  const byAstro = await realFetch(route, { headers });
  expect(byAstro.headers.get('Cache-Status')).toMatch(/^instance-identity; hit; ttl=\d+$/);
  expect(await byAstro.text()).toBe(await byNode.text());
  expect(emulator.world.calls.report().totals.get_app_instance).toBe(1);
});
