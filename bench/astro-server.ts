import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AstroHandler } from '../src/hosts/node/node-server.ts';

/*
 * The same endpoint behind Astro's own request path, as in the Node bundle, without the lane in
 * front of it.
 */

const entry = new URL('../dist-node/server/entry.mjs', import.meta.url);
const { handler } = (await import(entry.href)) as { handler: AstroHandler };

const server = createServer((request, response) => {
  handler(request, response, () => response.writeHead(404).end());
});
server.listen(0, '127.0.0.1', () => {
  console.log(`answers at http://localhost:${(server.address() as AddressInfo).port}/`);
});
