import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { parseRaw, rawRequest, sendRaw } from '../support/send-raw.ts';
import { spawnServer } from '../support/spawn-server.ts';

const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'TRACK', 'CONNECT'],
  ...['PROPFIND', 'PURGE', 'QUERY', 'M-SEARCH', 'SOURCE', 'get', 'FOO', ''],
];

const TARGETS = [
  ...['/', '*', '', '?', '#', '//', '///x', '/.', '/..', '/../../etc/passwd', '/%', '/%zz', '/%00'],
  ...['/%ff', '/%2e%2e/', '/\\', '/é', '/<script>', '/a b', '/x?%', `/${'a'.repeat(8_000)}`],
  ...[
    `/?${'a'.repeat(8_000)}`,
    'x',
    'x:80',
    'http://',
    'http://x',
    'http://[::1',
    'ftp://x/healthz',
  ],
  ...['https://x:99999/healthz', 'http://x:y/z', 'http://x//healthz', 'javascript:alert(1)'],
  ...['/healthz', '/healthz/', '/healthz%00', '/readyz?a=%', 'http://x/readyz'],
  ...[
    '/api/get-instance',
    '/api/get-instance?fields=%',
    '/api/get-instance/..',
    '/api/get-instance;a',
  ],
  ...[
    '/api/get-instance%00',
    '/api/auth/login',
    '/api/auth/callback?code=x&state=y',
    '/admin',
    '/404',
  ],
  ...['/500', '/robots.txt', '/_image', '/_image?href=http://x/y.png&w=-1', '/_image?href=%00&f=x'],
  ...['/_server-islands/x?s=x', '/_actions/x', '/_astro/x.js', '/__ecom/checkout', '/paylink/x'],
  ...['/_wix/extensions/webhooks/x', '/_wix/extensions/webhooks/', '/_wix/extensions/backoffice/x'],
  ...['/_wix/extensions/service-plugins/x/y', '/_wix/extensions/service-plugins/%/%', '/_wix/%00'],
];

const HOSTS = [
  ...['x', '', ' ', 'a b', '[', '[::1]', '[::1', 'x:y', 'x:99999', '../', 'x/y', 'x?y', 'x#y', '@'],
  ...['a,b', '%', '%00', 'é', 'user:pass@x', 'x'.repeat(300)],
].map((host) => [`Host: ${host}`]);

const HEADERS = [
  ...[
    [],
    ['Host: x', 'Host: y'],
    ['Authorization: a', 'Authorization: b'],
    ['Authorization: Bearer'],
  ],
  ...[['X-Forwarded-Host: ../..'], ['X-Forwarded-Proto: javascript'], ['X-Forwarded-Port: x']],
  ...[['X-Forwarded-For: ,,,'], ['X-Forwarded-Host: ['], ['Forwarded: for=[']],
  ...[
    ['Cookie: wixSession={'],
    ['Cookie: wixSession=%7B%22a'],
    ['Cookie: %=%; =; ;;', 'Cookie: a'],
  ],
  ...[['Origin: null'], ['Origin: ['], ['traceparent: 00-x'], ['baggage: %'], ['tracestate: =']],
  ...[['Content-Type: multipart/form-data'], ['Content-Type: ;;'], ['Content-Type: text/plain']],
  ...[
    ['Content-Length: -1'],
    ['Content-Length: 5'],
    ['Transfer-Encoding: x'],
    ['Transfer-Encoding: '],
  ],
  ...[['Content-Length: 0', 'Transfer-Encoding: chunked'], ['Transfer-Encoding: chunked']],
  ...[['Upgrade: websocket'], ['Upgrade: h2c', 'HTTP2-Settings: x'], ['Expect: 100-continue']],
  ...[
    ['Expect: the-unexpected'],
    ['Range: bytes=9-1'],
    ['If-None-Match: ","'],
    ['Accept-Language: ;'],
  ],
  ...[[': x'], ['no colon'], ['A B: c'], ['X: \u0001'], [`X: ${'x'.repeat(40_000)}`]],
  ...[['x-astro-path: /admin'], ['x-middleware-subrequest: x'], ['X-HTTP-Method-Override: TRACE']],
];

const BODIES = ['', 'x', '{', 'a.b.c', '%', 'zz\r\nx', '0\r\n\r\n', '5\r\nab'];

let emulator: Emulator;
let server: Awaited<ReturnType<typeof spawnServer>>;
beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  server = await spawnServer(emulator.origin);
});
afterAll(async () => {
  await server.kill();
  await emulator.close();
});

/** Returns the same requests on every run: each method, target, host and header once, plus seeded random mixes. */
function oddRequests(): string[] {
  const request = (method: string, target: string, headers: readonly string[], body: string) =>
    rawRequest(`${method} ${target}`, ...headers) + body;
  const withHost = (headers: readonly string[]) =>
    headers.some((line) => line.startsWith('Host:')) ? headers : ['Host: x', ...headers];
  const mixed = fc.sample(
    fc
      .tuple(
        fc.constantFrom(...METHODS),
        fc.constantFrom(...TARGETS),
        fc.constantFrom(...HOSTS),
        fc.constantFrom(...HEADERS),
        fc.constantFrom(...BODIES),
      )
      .map(([method, target, host, headers, body]) =>
        request(method, target, [...host, ...headers], body),
      ),
    { numRuns: 150, seed: 14 },
  );
  const PAGE = '/_wix/extensions/webhooks/x';
  return [
    ...METHODS.flatMap((method) => [
      request(method, '/x', ['Host: x'], ''),
      request(method, PAGE, ['Host: x'], ''),
    ]),
    ...TARGETS.map((target) => request('GET', target, ['Host: x'], '')),
    ...HOSTS.map((host) => request('GET', PAGE, host, '')),
    ...HEADERS.map((headers) => request('POST', PAGE, withHost(headers), '0\r\n\r\n')),
    ...mixed,
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    'GET /\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
    '\r\n\r\n\r\n',
  ];
}

test('malformed requests cause no 5xx and print no stack', async () => {
  const { port } = new URL(server.origin);
  const requests = oddRequests();
  expect(requests.length).toBeGreaterThan(300);
  const failed: unknown[] = [];
  const inFlight = 10;
  for (let n = 0; n < requests.length; n += inFlight) {
    await Promise.all(
      requests.slice(n, n + inFlight).map(async (request) => {
        const received = await sendRaw(Number(port), request);
        const { status } = parseRaw(received);
        if (status >= 500) failed.push({ request, status });
      }),
    );
  }
  expect(failed).toEqual([]);
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);

  const output = server.output();
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain('node_modules');
  for (const line of output.trim().split('\n')) expect(() => void JSON.parse(line)).not.toThrow();
  expect(output).not.toContain('\\n    at ');
});
