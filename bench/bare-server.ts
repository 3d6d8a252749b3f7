import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* The yardstick: decides nothing, and sends the very bytes and headers that the endpoint sent. */

const { headers, body } = JSON.parse(process.env['ANSWER'] ?? '') as {
  headers: string[];
  body: string;
};

const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  console.log(`answers at http://localhost:${(server.address() as AddressInfo).port}/`);
});
