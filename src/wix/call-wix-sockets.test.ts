import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { settle } from '../test-support/fake-clock.ts';
import { callWix } from './call-wix.ts';

/** Sends the body in one piece with its length, so that the connection stays open. */
const answer = (response: ServerResponse) => {
  response.setHeader('Content-Type', 'application/json');
  response.end('{"a":1}');
};

/** Announces more bytes than it sends, and closes the connection. */
const answerHalf = (response: ServerResponse) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
  response.write('{"a":', () => response.socket?.destroy());
};

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

type Handle = (response: ServerResponse, request: IncomingMessage, count: number) => void;

/** A server on a real socket. `count` is 1 for its first request. */
async function serve(handle: Handle) {
  let requests = 0;
  const connections = new Set<Socket>();
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    handle(response, request, requests);
  });
  // So that Node's client does not expect the server to close first.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    server,
    requests: () => requests,
    connections: () => connections.size,
    call: async (signal = new AbortController().signal) => {
      const init = { method: 'POST', headers: { Authorization: 'token' }, body: '{"b":2}' };
      const made = await callWix(async (fetch) => (await fetch(url, init)).json(), {
        signal,
        epochMs: Date.now,
      });
      // The client has its connection back for the next call only after this turn of the event loop.
      await settle();
      return made;
    },
  };
}

const GOOD = { value: { a: 1 }, response: { kind: 'json', status: 200 } };
const BROKEN = {
  value: undefined,
  response: undefined,
  failure: { kind: 'error', reason: 'network' },
};

describe('callWix on a real connection', () => {
  test('uses it for several calls', async () => {
    const { call, connections } = await serve(answer);
    for (let n = 0; n < 4; n += 1) expect(await call()).toMatchObject({ ...GOOD, resends: 0 });
    expect(connections()).toBe(1);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['closes', (response) => response.socket?.destroy()],
    ['resets', (response) => response.socket?.resetAndDestroy()],
    ['sends half a body on', answerHalf],
  ])('succeeds where a proxy %s the connection of each second request', async (_, spoil) => {
    const { call, requests } = await serve((response, _request, count) => {
      if (count % 2 === 0) spoil(response);
      else answer(response);
    });
    const resends: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const made = await call();
      expect(made).toMatchObject(GOOD);
      resends.push(made.resends);
    }
    // The first request succeeds. Then each call fails once and is sent again.
    expect(resends).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
    expect(requests()).toBe(15);
  });

  test('succeeds where the server closed it while it was idle, and the client does not know yet', async () => {
    const answered = new WeakSet<Socket>();
    const { call, requests, connections } = await serve((response, { socket }) => {
      if (answered.has(socket)) socket.resetAndDestroy();
      else {
        answered.add(socket);
        answer(response);
      }
    });
    for (let n = 0; n < 4; n += 1) {
      expect(await call()).toMatchObject({ ...GOOD, resends: n === 0 ? 0 : 1 });
    }
    expect(connections()).toBe(4);
    expect(requests()).toBe(7);
  });

  test('succeeds where the server closes its idle connections between two calls', async () => {
    const { server, call, connections } = await serve(answer);
    for (let n = 0; n < 4; n += 1) {
      expect(await call()).toMatchObject(GOOD);
      server.closeIdleConnections();
    }
    expect(connections()).toBe(4);
  });

  test('sends the whole request again', async () => {
    const seen: unknown[] = [];
    const { call } = await serve((response, request, count) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        seen.push([request.method, request.headers.authorization, body]);
        if (count === 1) response.socket?.destroy();
        else answer(response);
      });
    });
    expect(await call()).toMatchObject({ ...GOOD, resends: 1 });
    expect(seen).toEqual([
      ['POST', 'token', '{"b":2}'],
      ['POST', 'token', '{"b":2}'],
    ]);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['closes', (response) => response.socket?.destroy()],
    ['resets', (response) => response.socket?.resetAndDestroy()],
    ['sends half a body on', answerHalf],
  ])('fails after one resend where the server %s every connection', async (_, spoil) => {
    const { call, requests } = await serve(spoil);
    expect(await call()).toEqual({ ...BROKEN, resends: 1 });
    expect(requests()).toBe(2);
  });

  test('fails after one resend where nobody listens', async () => {
    const { server, call } = await serve(answer);
    await new Promise((resolve) => server.close(resolve));
    expect(await call()).toEqual({ ...BROKEN, resends: 1 });
  });

  test('sends no request again once it is aborted, whether the connection breaks or not', async () => {
    const hanging = new AbortController();
    const silent = await serve(() => {
      hanging.abort();
    });
    expect(await silent.call(hanging.signal)).toEqual({ ...BROKEN, resends: 0 });
    expect(silent.requests()).toBe(1);

    const breaking = new AbortController();
    const closing = await serve((response) => {
      breaking.abort();
      response.socket?.destroy();
    });
    expect(await closing.call(breaking.signal)).toEqual({ ...BROKEN, resends: 0 });
    expect(closing.requests()).toBe(1);
  });

  test('sends no request again that is aborted in the middle of the response', async () => {
    const controller = new AbortController();
    const { call, requests } = await serve((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
      response.write('{"a":', () => {
        controller.abort();
      });
    });
    expect(await call(controller.signal)).toEqual({ ...BROKEN, resends: 0 });
    expect(requests()).toBe(1);
  });
});
