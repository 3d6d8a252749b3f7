import { type JsonObject, parseJsonObject } from './json-object.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';

/** Far more than any answer of the three calls; less than what would hurt. */
const MAX_ANSWER_BYTES = 256 * 1024;

const LONGEST_RETRY_AFTER_SECONDS = 60;

/** What came over the wire, whatever the SDK then makes of it. */
export type WixResponse =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: JsonObject;
      readonly headers: Headers;
    }
  | { readonly kind: 'not_json' | 'too_large'; readonly status: number; readonly headers: Headers };

export interface WixCall<T> {
  /** Undefined when the SDK threw, which it does for everything but a 200 with JSON in it. */
  readonly value: T | undefined;
  /** Undefined when nothing came back: no connection, or the connection broke off. */
  readonly response: WixResponse | undefined;
}

/** What goes with a call over the wire. */
export interface Wire {
  /** Ends the call: the SDK has no time limit of its own. */
  readonly signal: AbortSignal;
  /** Told of what came back, if anything did. */
  readonly responded?: (response: WixResponse) => void;
}

/**
 * Makes one SDK call and watches what goes over the wire.
 *
 * The SDK's own errors can't be used: some tell the status only in their text, and the text can hold
 * the upstream's body. So the answer is read here, and the errors are dropped.
 *
 * `call` is handed a `fetch`; while it runs up to its first `await`, the same is the global `fetch`,
 * because `auth.getTokenInfo` and `AppStrategy` take no other.
 */
export async function callWix<T>(
  call: (fetch: typeof globalThis.fetch) => Promise<T>,
  signal: AbortSignal,
  responded?: (response: WixResponse) => void,
): Promise<WixCall<T>> {
  let response: WixResponse | undefined;
  const realFetch = globalThis.fetch;

  const watchedFetch: typeof globalThis.fetch = async (input, init) => {
    // A redirect would take the app's secret to wherever it points.
    const raw = await realFetch(input, { ...init, signal, redirect: 'manual' });
    const text = await readText(raw);
    const body = text === undefined ? undefined : parseJsonObject(text);
    const { status, headers } = raw;
    response = body
      ? { kind: 'json', status, body, headers }
      : { kind: text === undefined ? 'too_large' : 'not_json', status, headers };
    responded?.(response);
    if (status !== 200 || !body) throw new Error('Wix did not answer as it should');
    return new Response(text, { status, headers: { 'Content-Type': 'application/json' } });
  };

  try {
    const value = await withGlobalFetch(watchedFetch, () => call(watchedFetch));
    return { value, response };
  } catch {
    return { value: undefined, response };
  }
}

/** By which Wix's support finds the call. */
export function wixRequestIdOf({ headers }: WixResponse): string | undefined {
  return headers.get('x-wix-request-id') ?? undefined;
}

/** What a response that is not the wished-for one means. A 404 is for the caller to understand. */
export function failureOf(response: WixResponse | undefined): UpstreamFailure {
  if (!response) return { kind: 'error', reason: 'network' };
  const { status } = response;
  if (status === 429) {
    const retryAfterSeconds = retryAfter(response.headers.get('Retry-After'));
    return { kind: 'rate_limited', retryAfterSeconds, asked: true };
  }
  if (status !== 200) return { kind: 'error', reason: 'status', status };
  return { kind: 'error', reason: response.kind === 'not_json' ? 'not_json' : 'unexpected_answer' };
}

/** Synchronous on purpose: nobody else can run, and see the other `fetch`, in between. */
function withGlobalFetch<T>(fetch: typeof globalThis.fetch, run: () => T): T {
  const original = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return run();
  } finally {
    globalThis.fetch = original;
  }
}

/** Undefined for more than any answer has. */
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

/** In seconds. Wix counts by the minute: whatever else it says, a minute later there is room again. */
function retryAfter(header: string | null): number {
  const seconds = header?.trim() ? Number(header) : Number.NaN;
  return seconds >= 0
    ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS)
    : LONGEST_RETRY_AFTER_SECONDS;
}
