import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { reachServer } from './reach-server.ts';

async function withServer(status: number, use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => response.writeHead(status).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('the server of --base-url', () => {
  test.each([204, 404, 500])('is reached when it answers with %d', async (status) => {
    await withServer(status, async (origin) => {
      expect(await reachServer(origin)).toBeUndefined();
    });
  });

  test('is refused in one line when nobody listens there', async () => {
    let origin = '';
    await withServer(204, (free) => {
      origin = free;
      return Promise.resolve();
    });
    const refusal = await reachServer(origin);
    expect(refusal).toBe(
      `No server answers at ${origin} (ECONNREFUSED). Start it first, or correct --base-url.`,
    );
  });

  test('is refused when it accepts the connection and does not answer', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    expect(await reachServer(origin, 20)).toContain('(none within 0.02 s)');
    silent.close();
    silent.closeAllConnections();
  });
});
