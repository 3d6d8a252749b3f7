import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* The smallest server that prints its address. With DEAF it ignores SIGTERM. */

if (process.env['DEAF']) process.on('SIGTERM', () => undefined);
const server = createServer((_, response) => response.end(String(process.pid)));
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  console.log(`answers at http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
