import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DescribedHeader, follow, openapi } from '../../scripts/openapi.ts';

/* Answers every request with the documented example of a visitor's answer, so that only the generator costs time. */

interface Content {
  readonly examples: { readonly visitor: { readonly value: unknown } };
}

const documented = follow(openapi.paths['/api/get-instance']?.['get']?.responses['200'] ?? {});
const [contentType = '', content] = Object.entries(documented.content ?? {})[0] ?? [];
const body = JSON.stringify((content as unknown as Content).examples.visitor.value);

/** k6 reads as many headers as in life. */
const headers = [
  ['Content-Type', contentType],
  ['Content-Length', String(Buffer.byteLength(body))],
  ...Object.entries(documented.headers ?? {}).map(([name, header]) => {
    const { schema, example } = follow(header) as DescribedHeader & { readonly example?: unknown };
    return [name, String(schema['const'] ?? example)];
  }),
].flat();

let isFirst = true;

const server = createServer((_, response) => {
  if (isFirst) console.log('first request');
  isFirst = false;
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
