import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* Answers every request with the same bytes, whoever asks: what is left to measure is the generator. */

const body = JSON.stringify({
  instanceId: 'constant',
  instance: {
    appName: 'A site widget',
    appVersion: '1.0.0',
    isFree: true,
    billing: { packageName: 'Basic' },
  },
  site: {
    siteId: 'constant',
    url: 'https://example.com/',
    siteDisplayName: 'x'.repeat(120),
    locale: 'en',
  },
});

/** The headers of a hit, so that k6 has as much to read. */
const headers = Object.entries({
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(body)),
  'Cache-Status': 'instance-identity; hit; ttl=41',
  'Cache-Control': 'private, max-age=30',
  Vary: 'Authorization',
  ETag: '"Q29uc3RhbnQgYnl0ZXMsIGNvbnN0YW50IHRhZw"',
  'Server-Timing': 'identify;dur=0.1, cache;dur=0.1',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Cache-Status, ETag, Retry-After, Server-Timing',
  'Timing-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
}).flat();

let isFirst = true;

const server = createServer((_, response) => {
  if (isFirst) console.log('asked');
  isFirst = false;
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
