import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* The baseline: decides nothing, and sends the same bytes and headers as the endpoint. */

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
