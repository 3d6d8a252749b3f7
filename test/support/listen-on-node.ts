import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../../src/compose.ts';
import { createNodeServer } from '../../src/hosts/node/node-server.ts';

/** Starts the Node door of `app`, without Astro behind it, on a free loopback port. Bugs are thrown. */
export async function listenOnNode(app: App): Promise<{ server: Server; port: number }> {
  const server = createNodeServer({
    handle: app.handle,
    astro: (_request, _response, next) => {
      next();
    },
    isReady: () => true,
    onBug(error) {
      throw error;
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
