import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callWix, failureOf, requestIdOf, type WixResponse } from './call-wix.ts';

const realFetch = globalThis.fetch;
const fetchMock = vi.fn<typeof fetch>();
const running = new AbortController().signal;

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
function callAnsweredWith(body: BodyInit | null, init: ResponseInit = {}, signal = running) {
  fetchMock.mockResolvedValueOnce(new Response(body, init));
  return callWix(async (fetch) => (await fetch('https://www.wixapis.com/x')).json(), signal);
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
      signal: running,
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
    expect(failureOf(result.response)).toEqual({ kind: 'error', reason: 'not_json' });
    expect(printed(result)).not.toContain(SECRET);
  });

  test('classifies a 204 as an error with its status', async () => {
    const { value, response } = await callAnsweredWith(null, { status: 204 });
    expect(value).toBeUndefined();
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'status', status: 204 });
  });

  test.each([301, 302, 307, 308])('does not follow a %d redirect', async (status) => {
    const headers = { Location: 'https://elsewhere.example/' };
    const { value, response } = await callAnsweredWith(null, { status, headers });
    expect(value).toBeUndefined();
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'status', status });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });

  test.each([400, 401, 403, 404, 500, 503])('reads the JSON of a %d', async (status) => {
    const { value, response } = await callAnsweredWith('{"message":"m"}', { status });
    expect(value).toBeUndefined();
    expect(response).toMatchObject({ kind: 'json', status, body: { message: 'm' } });
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'status', status });
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
    const { response } = await callAnsweredWith(endless);
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'unexpected_answer' });
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

  test('returns no response where the connection failed', async () => {
    fetchMock.mockRejectedValueOnce(new TypeError(`fetch failed for ${SECRET}`));
    const result = await callWix(async (fetch) => fetch('https://www.wixapis.com/x'), running);
    expect(result).toEqual({ value: undefined, response: undefined });
    expect(failureOf(result.response)).toEqual({ kind: 'error', reason: 'network' });
  });

  test('returns no response where the connection broke in the middle of it', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"a":'));
        controller.error(new TypeError('terminated'));
      },
    });
    const { response } = await callAnsweredWith(broken);
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'network' });
  });

  test('ends when its signal is aborted before Wix answers', async () => {
    const controller = new AbortController();
    fetchMock.mockImplementationOnce(
      (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => {
            reject(new DOMException('aborted', 'AbortError'));
          });
        }),
    );
    const call = callWix(async (fetch) => fetch('https://www.wixapis.com/x'), controller.signal);
    controller.abort();
    expect(await call).toEqual({ value: undefined, response: undefined });
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
    expect(result).toEqual({ value: undefined, response: undefined });
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

describe('failureOf a 429', () => {
  function retryAfter(value?: string): number {
    const headers = new Headers(value === undefined ? {} : { 'Retry-After': value });
    const response: WixResponse = { kind: 'not_json', status: 429, headers };
    const failure = failureOf(response);
    if (failure.kind !== 'rate_limited') expect.unreachable(failure.kind);
    expect(failure.called).toBe(true);
    return failure.retryAfterSeconds;
  }

  test.each([
    ['0', 0],
    ['20', 20],
    [' 7 ', 7],
    ['0.5', 0.5],
  ])('reads the seconds of %o', (value, seconds) => {
    expect(retryAfter(value)).toBe(seconds);
  });

  test.each([
    undefined,
    '',
    ' ',
    'soon',
    '-1',
    'NaN',
    'Infinity',
    '86400',
    'Mon, 23 Nov 2026 12:00:42 GMT',
  ])('assumes one minute when Retry-After is %o', (value) => {
    expect(retryAfter(value)).toBe(60);
  });
});
