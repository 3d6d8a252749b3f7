import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callWix, failureOf, type WixResponse } from './call-wix.ts';

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

const SECRET = 'SECRET-of-the-upstream';

/** The answer of Wix, and what an SDK call that reads it as JSON then comes to. */
function answerWith(body: BodyInit | null, init: ResponseInit = {}, signal = running) {
  fetchMock.mockResolvedValueOnce(new Response(body, init));
  return callWix(async (fetch) => (await fetch('https://www.wixapis.com/x')).json(), signal);
}

/** All that there is in a result, as a log would print it. */
const printed = (result: unknown) =>
  JSON.stringify(result, (_, v) => (v instanceof Headers ? [...v] : v));

describe('callWix', () => {
  it('hands on what the SDK made of a good answer, and what came over the wire', async () => {
    const { value, response } = await answerWith('{"a":"ä"}', {
      headers: { 'x-wix-request-id': 'r' },
    });
    expect(value).toEqual({ a: 'ä' });
    expect(response).toMatchObject({ kind: 'json', status: 200, body: { a: 'ä' } });
    expect(response?.headers.get('x-wix-request-id')).toBe('r');
  });

  it('sends what the SDK sends, follows no redirect, and ends when it is told to', async () => {
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

  it.each([
    ['a page', '<html>SECRET-of-the-upstream</html>'],
    ['half a JSON', '{"token":"SECRET-of-the-upstream"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '["SECRET-of-the-upstream"]'],
    ['a text', '"SECRET-of-the-upstream"'],
    ['a number', '42'],
  ])('takes %s with a 200 for a malformed answer', async (_, body) => {
    const result = await answerWith(body);
    expect(result.value).toBeUndefined();
    expect(result.response).toMatchObject({ kind: 'not_json', status: 200 });
    expect(failureOf(result.response)).toEqual({ kind: 'error', reason: 'not_json' });
    expect(printed(result)).not.toContain(SECRET);
  });

  it('takes a 204 for an error with its status', async () => {
    const { value, response } = await answerWith(null, { status: 204 });
    expect(value).toBeUndefined();
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'status', status: 204 });
  });

  it.each([301, 302, 307, 308])('does not follow a %d', async (status) => {
    const headers = { Location: 'https://elsewhere.example/' };
    const { value, response } = await answerWith(null, { status, headers });
    expect(value).toBeUndefined();
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'status', status });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });

  it.each([400, 401, 403, 404, 500, 503])('reads a %d that has JSON in it', async (status) => {
    const { value, response } = await answerWith('{"message":"m"}', { status });
    expect(value).toBeUndefined();
    expect(response).toMatchObject({ kind: 'json', status, body: { message: 'm' } });
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'status', status });
  });

  it('reads an answer of 256 KiB, and gives up a longer one at once', async () => {
    const frame = '{"a":""}'.length;
    const ofSize = (bytes: number) => `{"a":"${'x'.repeat(bytes - frame)}"}`;
    expect((await answerWith(ofSize(256 * 1024))).response?.kind).toBe('json');
    expect((await answerWith(ofSize(256 * 1024 + 1))).response?.kind).toBe('too_large');
  });

  it('does not read on when there is no end', async () => {
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
    const { response } = await answerWith(endless);
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'unexpected_answer' });
    expect(cancelled).toBe(true);
    expect(chunks).toBeLessThan(25);
  });

  it('puts together a character that came in two pieces', async () => {
    const bytes = new TextEncoder().encode('{"a":"ä"}');
    const inPieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect((await answerWith(inPieces)).value).toEqual({ a: 'ä' });
  });

  it('has no response when there was no connection', async () => {
    fetchMock.mockRejectedValueOnce(new TypeError(`fetch failed for ${SECRET}`));
    const result = await callWix(async (fetch) => fetch('https://www.wixapis.com/x'), running);
    expect(result).toEqual({ value: undefined, response: undefined });
    expect(failureOf(result.response)).toEqual({ kind: 'error', reason: 'network' });
  });

  it('has no response when the connection broke off in the middle', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"a":'));
        controller.error(new TypeError('terminated'));
      },
    });
    const { response } = await answerWith(broken);
    expect(failureOf(response)).toEqual({ kind: 'error', reason: 'network' });
  });

  it('ends when its signal does, though Wix has not answered', async () => {
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

  it('drops the error of the SDK, with whatever is in its text', async () => {
    fetchMock.mockResolvedValueOnce(Response.json({ message: 'fine' }));
    const result = await callWix(async (fetch) => {
      const response = await fetch('https://www.wixapis.com/x');
      throw new Error(`${SECRET} ${await response.text()}`);
    }, running);
    expect(result.value).toBeUndefined();
    expect(printed(result)).not.toContain(SECRET);
  });

  it('tells the SDK nothing of an answer that is none', async () => {
    fetchMock.mockResolvedValueOnce(new Response(SECRET, { status: 500 }));
    let told: unknown;
    await callWix(async (fetch) => {
      try {
        return await fetch('https://www.wixapis.com/x');
      } catch (error) {
        told = error;
        throw error;
      }
    }, running);
    expect(told).toBeInstanceOf(Error);
    expect(String((told as Error).stack)).not.toContain(SECRET);
    expect((told as Error).cause).toBeUndefined();
  });
});

describe('the global fetch', () => {
  it('is the watched one while the call starts, for SDK functions that take no other', async () => {
    fetchMock.mockResolvedValueOnce(Response.json({ a: 1 }));
    const { value, response } = await callWix(async (given) => {
      expect(globalThis.fetch).toBe(given);
      return (await globalThis.fetch('https://www.wixapis.com/x')).json();
    }, running);
    expect(value).toEqual({ a: 1 });
    expect(response?.kind).toBe('json');
  });

  it("is everybody else's again as soon as the call waits", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const call = callWix(() => promise, running);
    expect(globalThis.fetch).toBe(fetchMock);
    resolve(undefined);
    await call;
  });

  it('is restored also when the call throws before it waits', async () => {
    const result = await callWix(() => {
      throw new Error(SECRET);
    }, running);
    expect(globalThis.fetch).toBe(fetchMock);
    expect(result).toEqual({ value: undefined, response: undefined });
  });

  it('is watched for each of two calls at once by the call itself', async () => {
    const url = (input: unknown) => String(input);
    fetchMock.mockImplementation((input) => Promise.resolve(Response.json({ url: url(input) })));
    const ask = (name: string) =>
      callWix(
        async () => (await globalThis.fetch(`https://www.wixapis.com/${name}`)).json(),
        running,
      );
    const [a, b] = await Promise.all([ask('a'), ask('b')]);
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
    expect(failure.asked).toBe(true);
    return failure.retryAfterSeconds;
  }

  it.each([
    ['0', 0],
    ['20', 20],
    [' 7 ', 7],
    ['0.5', 0.5],
  ])('reads the seconds of %o', (value, seconds) => {
    expect(retryAfter(value)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    ' ',
    'soon',
    '-1',
    'NaN',
    'Infinity',
    '86400',
    'Mon, 23 Nov 2026 12:00:42 GMT',
  ])('is over in a minute when Retry-After is %o', (value) => {
    expect(retryAfter(value)).toBe(60);
  });
});
