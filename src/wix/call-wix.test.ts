import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callWix, requestIdOf, type Wire } from './call-wix.ts';

const realFetch = globalThis.fetch;
const fetchMock = vi.fn<typeof fetch>();
const NOON = Date.parse('2026-11-23T12:00:00Z');

const running: Wire = { signal: new AbortController().signal, epochMs: () => NOON };

beforeEach(() => {
  globalThis.fetch = fetchMock;
});
afterEach(() => {
  expect(globalThis.fetch).toBe(fetchMock);
  globalThis.fetch = realFetch;
  fetchMock.mockReset();
  vi.useRealTimers();
});

/** Stands for any text of the upstream. It must not be in a result. */
const SECRET = 'SECRET-of-the-upstream';

/** Makes a call that reads the response as JSON, as the SDK does. */
function callAnsweredWith(body: BodyInit | null, init: ResponseInit = {}) {
  fetchMock.mockResolvedValueOnce(new Response(body, init));
  return callWix(async (fetch) => (await fetch('https://www.wixapis.com/x')).json(), running);
}

/** A result as a log would print it. */
const printed = (result: unknown) =>
  JSON.stringify(result, (_, v) => (v instanceof Headers ? [...v] : v));

describe('callWix', () => {
  test('returns the SDK’s result, and the response on the wire', async () => {
    const { value, response } = await callAnsweredWith('{"a":"ä"}', {
      headers: { 'x-wix-request-id': 'r' },
    });
    expect(value).toEqual({ a: 'ä' });
    expect(response).toMatchObject({ kind: 'json', status: 200, body: { a: 'ä' } });
    expect(response && requestIdOf(response)).toBe('r');
  });

  test('adds the signal to the SDK’s request, and follows no redirect', async () => {
    const init = { method: 'POST', headers: { Authorization: 'token' }, body: '{}' };
    fetchMock.mockResolvedValueOnce(Response.json({}));
    await callWix(
      async (fetch) => (await fetch('https://www.wixapis.com/x', init)).json(),
      running,
    );
    expect(fetchMock).toHaveBeenCalledExactlyOnceWith('https://www.wixapis.com/x', {
      ...init,
      signal: running.signal,
      redirect: 'manual',
    });
  });

  test.each([
    ['a page', '<html>SECRET-of-the-upstream</html>'],
    ['half a JSON', '{"token":"SECRET-of-the-upstream"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '["SECRET-of-the-upstream"]'],
    ['a text', '"SECRET-of-the-upstream"'],
    ['a number', '42'],
  ])('classifies a 200 with %s as not JSON', async (_, body) => {
    const result = await callAnsweredWith(body);
    expect(result.value).toBeUndefined();
    expect(result.response).toMatchObject({ kind: 'not_json', status: 200 });
    expect(result.failure).toEqual({ kind: 'error', reason: 'not_json' });
    expect(printed(result)).not.toContain(SECRET);
  });

  test('classifies a 204 as an error with its status', async () => {
    const { value, failure } = await callAnsweredWith(null, { status: 204 });
    expect(value).toBeUndefined();
    expect(failure).toEqual({ kind: 'error', reason: 'status', status: 204 });
  });

  test.each([301, 302, 307, 308])('does not follow a %d redirect', async (status) => {
    const headers = { Location: 'https://elsewhere.example/' };
    const { value, failure } = await callAnsweredWith(null, { status, headers });
    expect(value).toBeUndefined();
    expect(failure).toEqual({ kind: 'error', reason: 'status', status });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });

  test.each([400, 401, 403, 404, 500, 503])('reads the JSON of a %d', async (status) => {
    const call = await callAnsweredWith('{"message":"m"}', { status });
    const { value, response, failure } = call;
    expect(value).toBeUndefined();
    expect(response).toMatchObject({ kind: 'json', status, body: { message: 'm' } });
    expect(failure).toEqual({ kind: 'error', reason: 'status', status });
  });

  test('reads a body of 256 KiB, and no larger one', async () => {
    const overhead = '{"a":""}'.length;
    const ofSize = (bytes: number) => `{"a":"${'x'.repeat(bytes - overhead)}"}`;
    expect((await callAnsweredWith(ofSize(256 * 1024))).response?.kind).toBe('json');
    expect((await callAnsweredWith(ofSize(256 * 1024 + 1))).response?.kind).toBe('too_large');
  });

  test('stops reading a body without an end, and cancels it', async () => {
    let chunks = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1;
        controller.enqueue(new Uint8Array(16 * 1024).fill(32));
      },
      cancel() {
        cancelled = true;
      },
    });
    const { failure } = await callAnsweredWith(endless);
    expect(failure).toEqual({ kind: 'error', reason: 'unexpected_answer' });
    expect(cancelled).toBe(true);
    expect(chunks).toBeLessThan(25);
  });

  test('decodes a character that is split over two chunks', async () => {
    const bytes = new TextEncoder().encode('{"a":"ä"}');
    const inChunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect((await callAnsweredWith(inChunks)).value).toEqual({ a: 'ä' });
  });

  test('is not sent again after a complete response, whatever it is', async () => {
    const statuses = [200, 204, 302, 401, 404, 429, 500, 502, 503];
    for (const status of statuses) {
      expect((await callAnsweredWith(null, { status })).resends).toBe(0);
    }
    expect(fetchMock).toHaveBeenCalledTimes(statuses.length);
  });

  test('drops the SDK’s error and its text', async () => {
    fetchMock.mockResolvedValueOnce(Response.json({ message: 'fine' }));
    const result = await callWix(async (fetch) => {
      const response = await fetch('https://www.wixapis.com/x');
      throw new Error(`${SECRET} ${await response.text()}`);
    }, running);
    expect(result.value).toBeUndefined();
    expect(printed(result)).not.toContain(SECRET);
  });

  test('passes nothing of an unexpected response to the SDK', async () => {
    fetchMock.mockResolvedValueOnce(new Response(SECRET, { status: 500 }));
    let seen: unknown;
    await callWix(async (fetch) => {
      try {
        return await fetch('https://www.wixapis.com/x');
      } catch (error) {
        seen = error;
        throw error;
      }
    }, running);
    expect(seen).toBeInstanceOf(Error);
    expect(String((seen as Error).stack)).not.toContain(SECRET);
    expect((seen as Error).cause).toBeUndefined();
  });
});

describe('the global fetch', () => {
  test('is the watched one while the call starts, for SDK functions that accept no other', async () => {
    fetchMock.mockResolvedValueOnce(Response.json({ a: 1 }));
    const { value, response } = await callWix(async (given) => {
      expect(globalThis.fetch).toBe(given);
      return (await globalThis.fetch('https://www.wixapis.com/x')).json();
    }, running);
    expect(value).toEqual({ a: 1 });
    expect(response?.kind).toBe('json');
  });

  test('is restored as soon as the call waits', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const call = callWix(() => promise, running);
    expect(globalThis.fetch).toBe(fetchMock);
    resolve(undefined);
    await call;
  });

  test('is restored when the call throws before it waits', async () => {
    const result = await callWix(() => {
      throw new Error(SECRET);
    }, running);
    expect(globalThis.fetch).toBe(fetchMock);
    expect(result).toMatchObject({ value: undefined, response: undefined, resends: 0 });
  });

  test('is watched separately for each of two concurrent calls', async () => {
    const url = (input: unknown) => String(input);
    fetchMock.mockImplementation((input) => Promise.resolve(Response.json({ url: url(input) })));
    const call = (name: string) =>
      callWix(
        async () => (await globalThis.fetch(`https://www.wixapis.com/${name}`)).json(),
        running,
      );
    const [a, b] = await Promise.all([call('a'), call('b')]);
    expect(a.response).toMatchObject({ body: { url: 'https://www.wixapis.com/a' } });
    expect(b.response).toMatchObject({ body: { url: 'https://www.wixapis.com/b' } });
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });
});

describe('a connection that breaks', () => {
  const broken = () => Promise.reject(new TypeError(`fetch failed for ${SECRET}`));
  /** A response whose connection breaks in the middle of its body. */
  const halfBody = () =>
    Promise.resolve(
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"a":'));
            controller.error(new TypeError('terminated'));
          },
        }),
      ),
    );
  const breaks: [string, () => Promise<Response>][] = [
    ['before the response', broken],
    ['in the middle of the response', halfBody],
  ];
  const init = { method: 'POST', headers: { Authorization: 'token' }, body: '{"token":"t"}' };
  const call = (wire = running) =>
    callWix(async (fetch) => (await fetch('https://www.wixapis.com/x', init)).json(), wire);

  test.each(breaks)('%s costs one resend of the same request', async (_, breakOnce) => {
    fetchMock.mockImplementationOnce(breakOnce).mockResolvedValueOnce(Response.json({ a: 1 }));
    const { value, response, resends } = await call();
    expect(value).toEqual({ a: 1 });
    expect(response).toMatchObject({ kind: 'json', status: 200 });
    expect(resends).toBe(1);
    expect(fetchMock).toHaveBeenCalledTimes(2);
    expect(fetchMock.mock.calls[1]).toEqual(fetchMock.mock.calls[0]);
  });

  test.each(breaks)('%s twice in a row is a network failure', async (_, breakAlways) => {
    fetchMock.mockImplementation(breakAlways);
    const result = await call();
    expect(result).toEqual({
      value: undefined,
      response: undefined,
      failure: { kind: 'error', reason: 'network' },
      resends: 1,
    });
    expect(printed(result)).not.toContain(SECRET);
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });

  test('is followed by the response of the resend, also where that is no success', async () => {
    const headers = { 'Retry-After': '7' };
    fetchMock
      .mockImplementationOnce(broken)
      .mockResolvedValueOnce(new Response(null, { status: 429, headers }));
    const { failure, resends } = await call();
    expect(failure).toEqual({ kind: 'rate_limited', retryAfterSeconds: 7, called: true });
    expect(resends).toBe(1);
  });

  test('causes no resend once the call is aborted', async () => {
    const controller = new AbortController();
    fetchMock.mockImplementation(
      (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new DOMException('aborted', 'AbortError'));
          });
        }),
    );
    const made = call({ ...running, signal: controller.signal });
    controller.abort();
    expect(await made).toMatchObject({ value: undefined, response: undefined, resends: 0 });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });

  test('ends when the resend is aborted', async () => {
    const controller = new AbortController();
    fetchMock.mockImplementationOnce(broken).mockImplementationOnce(() => {
      controller.abort();
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    });
    const made = await call({ ...running, signal: controller.signal });
    expect(made).toMatchObject({ response: undefined, resends: 1 });
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });
});

describe('a Retry-After', () => {
  const failureOf = async (status: number, retryAfter?: string) => {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
    return (await callAnsweredWith('{"message":"m"}', { status, headers })).failure;
  };

  test.each([
    ['0', 0],
    ['20', 20],
    ['0.5', 0.5],
    ['86400', 60],
    ['Mon, 23 Nov 2026 12:00:42 GMT', 42],
    ['Mon, 23 Nov 2026 13:00:00 GMT', 60],
    ['Mon, 23 Nov 2026 11:59:00 GMT', 0],
  ])('of %o is honoured with a 429 and with a 503', async (retryAfter, retryAfterSeconds) => {
    expect(await failureOf(429, retryAfter)).toEqual({
      kind: 'rate_limited',
      retryAfterSeconds,
      called: true,
    });
    expect(await failureOf(503, retryAfter)).toEqual({
      kind: 'unavailable',
      reason: 'retry_later',
      retryAfterSeconds,
    });
  });

  test.each([undefined, '', 'soon', '-1', 'NaN', '2026-11-23T12:00:42Z'])(
    'of %o is one minute with a 429, and none with a 503',
    async (retryAfter) => {
      expect(await failureOf(429, retryAfter)).toMatchObject({ retryAfterSeconds: 60 });
      expect(await failureOf(503, retryAfter)).toEqual({
        kind: 'error',
        reason: 'status',
        status: 503,
      });
    },
  );

  test.each([400, 401, 403, 404, 500, 502, 504])('is ignored with a %d', async (status) => {
    expect(await failureOf(status, '20')).toEqual({ kind: 'error', reason: 'status', status });
  });

  test('as a date counts from the moment of the response', async () => {
    let nowMs = NOON;
    fetchMock.mockImplementationOnce(() => {
      nowMs += 2_000;
      const headers = { 'Retry-After': 'Mon, 23 Nov 2026 12:00:42 GMT' };
      return Promise.resolve(new Response(null, { status: 503, headers }));
    });
    const { failure } = await callWix(async (fetch) => fetch('https://www.wixapis.com/x'), {
      ...running,
      epochMs: () => nowMs,
    });
    expect(failure).toMatchObject({ reason: 'retry_later', retryAfterSeconds: 40 });
  });
});
