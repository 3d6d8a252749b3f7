import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseRaw, type RawAnswer, rawRequest, sendRaw } from '../../../test/support/send-raw.ts';
import type { GetInstanceRequest } from '../../endpoint/request.ts';
import { createNodeServer } from './node-server.ts';

let server: Server;
let ready = true;
/** The requests that the endpoint and Astro received. */
let asked: GetInstanceRequest[];
let passedOn: (string | undefined)[];

beforeEach(async () => {
  ready = true;
  asked = [];
  passedOn = [];
  server = createNodeServer({
    handle(request) {
      asked.push(request);
      return { status: 200, headers: ['Content-Length', '8'], body: 'endpoint' };
    },
    astro(request, response) {
      passedOn.push(request.url);
      response.end('astro');
    },
    isReady: () => ready,
    onBug(error) {
      throw error;
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function send(requestLine: string, ...headers: string[]): Promise<RawAnswer> {
  const lines = headers.some((line) => line.startsWith('Host:'))
    ? headers
    : ['Host: x', ...headers];
  const { port } = server.address() as AddressInfo;
  return parseRaw(await sendRaw(port, rawRequest(requestLine, ...lines)));
}

describe('the probes', () => {
  test.each([
    '/healthz',
    '/healthz?verbose',
    'http://x/healthz',
    'HTTP://10.0.0.7:4321/healthz',
    'https://x/healthz?a=b#c',
  ])('%s answers GET and HEAD, and returns 405 for any other method', async (target) => {
    expect(await send(`GET ${target}`)).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await send(`HEAD ${target}`)).toMatchObject({ status: 200, body: '' });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND']) {
      const { status, headers } = await send(`${method} ${target}`);
      expect({ method, status, allow: headers.get('Allow') }).toEqual({
        method,
        status: 405,
        allow: 'GET, HEAD',
      });
    }
    expect(passedOn).toEqual([]);
  });

  test('/readyz returns 503 once shutdown starts, in absolute form too', async () => {
    expect(await send('GET http://x/readyz')).toMatchObject({ status: 200, body: 'ready\n' });
    ready = false;
    expect(await send('GET http://x/readyz')).toMatchObject({ status: 503, body: 'ending\n' });
    expect(await send('GET /readyz?a')).toMatchObject({ status: 503, body: 'ending\n' });
    expect((await send('POST /readyz')).status).toBe(405);
    expect((await send('GET /healthz')).status).toBe(200);
  });
});

describe('the endpoint', () => {
  test.each([
    ['/api/get-instance?fields=instanceId', 'fields=instanceId'],
    ['http://x/api/get-instance?fields=instanceId', 'fields=instanceId'],
    ['https://x:8443/api/get-instance', ''],
    ['/api//get-instance/?a=b', 'a=b'],
    ['/api/get-instance#fields?a=b', ''],
  ])('answers %s', async (target, query) => {
    expect((await send(`GET ${target}`)).body).toBe('endpoint');
    expect(asked).toEqual([expect.objectContaining({ method: 'GET', query })]);
  });

  test.each([
    [['Authorization: a'], 'a'],
    [['Authorization: a', 'authorization: b'], 'a, b'],
    [['Authorization: a', 'Authorization: a'], 'a, a'],
    [['Authorization: a', 'Authorization:'], 'a, '],
    [['Authorization:'], ''],
    [[], undefined],
  ])('receives %o as %o, as from Fetch', async (headers, authorization) => {
    await send('GET /api/get-instance', ...headers);
    expect(asked).toEqual([expect.objectContaining({ authorization })]);
  });
});

describe('other requests', () => {
  test.each([
    ['/some/page?a=b', '/some/page?a=b'],
    ['http://x/some/page?a=b', '/some/page?a=b'],
    ['http://x', '/'],
    ['http://x?a=b', '/?a=b'],
  ])('for %s reach Astro as %s', async (target, url) => {
    expect((await send(`GET ${target}`)).body).toBe('astro');
    expect(passedOn).toEqual([url]);
  });

  test.each(['OPTIONS *', 'GET ftp://x/some', 'TRACE /some/page', 'TRACE http://x/some/page'])(
    '%s never reaches Astro, which cannot create a Request for it',
    async (requestLine) => {
      expect([404, 405]).toContain((await send(requestLine)).status);
      expect(passedOn).toEqual([]);
    },
  );

  test.each(['/api/get-instance', '/healthz', '/some/page'])(
    'with two Host headers are refused: %s',
    async (target) => {
      const { status, headers } = await send(`GET ${target}`, 'Host: a', 'Host: b');
      expect(status).toBe(400);
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect((await send(`GET ${target}`, 'Host: a', 'Host: a')).status).toBe(400);
      expect({ asked, passedOn }).toEqual({ asked: [], passedOn: [] });
    },
  );
});
