import type { UpstreamFailure } from '../resilience/failure.ts';
import { type JsonObject, parseJsonObject } from './json-object.ts';
import { DEFAULT_RETRY_AFTER_SECONDS, readRetryAfter } from './retry-after.ts';

/** Far more than any answer of the three calls has, small enough to be harmless. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** The response on the wire, before the SDK interprets it. */
export type WixResponse =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: JsonObject;
      readonly headers: Headers;
    }
  | { readonly kind: 'not_json' | 'too_large'; readonly status: number; readonly headers: Headers };

export interface WixCall<T> {
  /** Undefined where the SDK threw, which it does for everything but a 200 with JSON. */
  readonly value: T | undefined;
  /** Undefined where no complete response arrived. */
  readonly response: WixResponse | undefined;
  /** What the response means where it is neither usable nor a denial. */
  readonly failure: UpstreamFailure;
  /** How often the request was sent again on a new connection. */
  readonly resends: number;
}

/** A call whose value was interpreted. */
export type MadeCall<T> = WixCall<T> & { readonly value: T };

/** What a call needs besides its arguments. */
export interface Wire {
  readonly signal: AbortSignal;
  /** Wall clock, for a `Retry-After` that is a date. */
  readonly epochMs: () => number;
}

/**
 * Makes one SDK call and reads the response from the wire.
 *
 * The SDK's errors cannot be used: some contain the status only in their text, and the text can contain
 * the upstream's body. So the response is read here, and the errors are dropped.
 *
 * `call` receives a `fetch`. Until its first `await`, the global `fetch` is the same function, because
 * `auth.getTokenInfo` and `AppStrategy` accept no other.
 */
export async function callWix<T>(
  call: (fetch: typeof globalThis.fetch) => Promise<T>,
  { signal, epochMs }: Wire,
): Promise<WixCall<T>> {
  let response: WixResponse | undefined;
  let resends = 0;
  const realFetch = globalThis.fetch;

  async function exchange(input: RequestInfo | URL, init?: RequestInit) {
    // A redirect could send the app's secret anywhere.
    const raw = await realFetch(input, { ...init, signal, redirect: 'manual' });
    return { raw, text: await readText(raw) };
  }

  const watchedFetch: typeof globalThis.fetch = async (input, init) => {
    const { raw, text } = await exchange(input, init).catch((error: unknown) => {
      if (signal.aborted) throw error;
      // The connection broke: Wix may have closed it while it was idle. None of the three calls has an
      // effect at Wix, so each may be sent again.
      resends += 1;
      return exchange(input, init);
    });
    const body = text === undefined ? undefined : parseJsonObject(text);
    const { status, headers } = raw;
    response = body
      ? { kind: 'json', status, body, headers }
      : { kind: text === undefined ? 'too_large' : 'not_json', status, headers };
    if (status !== 200 || !body) throw new Error('unexpected response');
    return new Response(text, { status, headers: { 'Content-Type': 'application/json' } });
  };

  const value = await withGlobalFetch(watchedFetch, () => call(watchedFetch)).catch(
    () => undefined,
  );
  return { value, response, failure: failureOf(response, epochMs()), resends };
}

/** Wix's id of the call, for its support. */
export function requestIdOf({ headers }: WixResponse): string | undefined {
  return headers.get('x-wix-request-id') ?? undefined;
}

/** Classifies a response that is not usable. The caller checks for a denial first. */
function failureOf(response: WixResponse | undefined, nowMs: number): UpstreamFailure {
  if (!response) return { kind: 'error', reason: 'network' };
  const { status } = response;
  const retryAfterSeconds = readRetryAfter(response.headers.get('Retry-After'), nowMs);
  if (status === 429) {
    return {
      kind: 'rate_limited',
      retryAfterSeconds: retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS,
      called: true,
    };
  }
  if (status === 503 && retryAfterSeconds !== undefined) {
    return { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds };
  }
  if (status !== 200) return { kind: 'error', reason: 'status', status };
  return { kind: 'error', reason: response.kind === 'not_json' ? 'not_json' : 'unexpected_answer' };
}

/** Restores it before the first `await`, so that no other code can see the other `fetch`. */
async function withGlobalFetch<T>(
  fetch: typeof globalThis.fetch,
  run: () => Promise<T>,
): Promise<T> {
  const original = globalThis.fetch;
  globalThis.fetch = fetch;
  let started: Promise<T>;
  try {
    started = run();
  } finally {
    globalThis.fetch = original;
  }
  return started;
}

/** Undefined where the body is larger than the limit. */
async function readText(response: Response): Promise<string | undefined> {
  const { body } = response;
  if (!body) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
