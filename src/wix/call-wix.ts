import type { UpstreamFailure } from '../resilience/failure.ts';
import { type JsonObject, parseJsonObject } from './json-object.ts';

/** Far more than any answer of the three calls has, small enough to be harmless. */
const MAX_ANSWER_BYTES = 256 * 1024;

const LONGEST_RETRY_AFTER_SECONDS = 60;

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
}

/** The result of one call, and the response that it was derived from. */
export interface CallOutcome<T> {
  readonly result: T;
  readonly response: WixResponse | undefined;
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
  signal: AbortSignal,
): Promise<WixCall<T>> {
  let response: WixResponse | undefined;
  const realFetch = globalThis.fetch;

  const watchedFetch: typeof globalThis.fetch = async (input, init) => {
    // A redirect could send the app's secret anywhere.
    const raw = await realFetch(input, { ...init, signal, redirect: 'manual' });
    const text = await readText(raw);
    const body = text === undefined ? undefined : parseJsonObject(text);
    const { status, headers } = raw;
    response = body
      ? { kind: 'json', status, body, headers }
      : { kind: text === undefined ? 'too_large' : 'not_json', status, headers };
    if (status !== 200 || !body) throw new Error('unexpected response');
    return new Response(text, { status, headers: { 'Content-Type': 'application/json' } });
  };

  try {
    const value = await withGlobalFetch(watchedFetch, () => call(watchedFetch));
    return { value, response };
  } catch {
    return { value: undefined, response };
  }
}

/** Wix's id of the call, for its support. */
export function requestIdOf({ headers }: WixResponse): string | undefined {
  return headers.get('x-wix-request-id') ?? undefined;
}

/** Classifies an unexpected response. The caller checks for a denial first. */
export function failureOf(response: WixResponse | undefined): UpstreamFailure {
  if (!response) return { kind: 'error', reason: 'network' };
  const { status } = response;
  if (status === 429) {
    const retryAfterSeconds = retryAfter(response.headers.get('Retry-After'));
    return { kind: 'rate_limited', retryAfterSeconds, called: true };
  }
  if (status !== 200) return { kind: 'error', reason: 'status', status };
  return { kind: 'error', reason: response.kind === 'not_json' ? 'not_json' : 'unexpected_answer' };
}

/** Synchronous, so that no other code can run and see the other `fetch`. */
function withGlobalFetch<T>(fetch: typeof globalThis.fetch, run: () => T): T {
  const original = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return run();
  } finally {
    globalThis.fetch = original;
  }
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

/** In seconds, a minute at most: Wix counts calls by the minute. */
function retryAfter(header: string | null): number {
  const seconds = header?.trim() ? Number(header) : Number.NaN;
  return seconds >= 0
    ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS)
    : LONGEST_RETRY_AFTER_SECONDS;
}
