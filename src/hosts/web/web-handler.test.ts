import { describe, expect, test } from 'vitest';
import type { Reply } from '../../endpoint/reply.ts';
import type { GetInstanceRequest } from '../../endpoint/request.ts';
import { createWebHandler } from './web-handler.ts';

function setUp(reply: Reply = { status: 200, headers: [], body: undefined }) {
  const seen: GetInstanceRequest[] = [];
  const handle = createWebHandler((request) => {
    seen.push(request);
    return reply;
  });
  return { handle, seen };
}

const URL_OF_ENDPOINT = 'https://app.example/api/get-instance';

describe('createWebHandler', () => {
  test('unwraps a request into plain data', async () => {
    const { handle, seen } = setUp();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = {
      Authorization: 'Bearer abc',
      'If-None-Match': '"tag"',
      Traceparent: traceparent,
      'Access-Control-Request-Headers': 'x-wix-a',
    };
    await handle(new Request(`${URL_OF_ENDPOINT}?fields=instanceId&a=%20b#part`, { headers }));
    expect(seen).toEqual([
      {
        method: 'GET',
        query: 'fields=instanceId&a=%20b',
        authorization: 'Bearer abc',
        ifNoneMatch: '"tag"',
        traceparent,
        accessControlRequestHeaders: 'x-wix-a',
        headers: expect.any(Headers),
      },
    ]);
  });

  test('distinguishes an absent header from an empty one', async () => {
    const { handle, seen } = setUp();
    await handle(new Request(URL_OF_ENDPOINT, { method: 'POST' }));
    await handle(new Request(URL_OF_ENDPOINT, { headers: { Authorization: '' } }));
    expect(seen[0]).toMatchObject({ method: 'POST', query: '', authorization: undefined });
    expect(seen[1]).toMatchObject({ method: 'GET', authorization: '' });
  });

  test('wraps the reply in a Response', async () => {
    const headers = ['Content-Type', 'text/plain', 'ETag', '"tag"'];
    const { handle } = setUp({ status: 418, headers, body: 'text' });
    const response = await handle(new Request(URL_OF_ENDPOINT));
    expect(response.status).toBe(418);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/plain',
      etag: '"tag"',
    });
    expect(await response.text()).toBe('text');
  });

  test.each([200, 204, 304, 401])(
    'wraps a %d without a body in a Response without one',
    async (status) => {
      const { handle } = setUp({ status, headers: ['Allow', 'GET'], body: undefined });
      const response = await handle(new Request(URL_OF_ENDPOINT));
      expect(response.status).toBe(status);
      expect(response.body).toBeNull();
      expect(Object.fromEntries(response.headers)).toEqual({ allow: 'GET' });
    },
  );

  test('awaits a reply that is a promise', async () => {
    const handle = createWebHandler(() =>
      Promise.resolve({ status: 200, headers: [], body: 'later' }),
    );
    expect(await (await handle(new Request(URL_OF_ENDPOINT))).text()).toBe('later');
  });
});
