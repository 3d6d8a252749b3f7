import type { Clock } from '../resilience/clock.ts';
import { type InstanceResult, readInstanceData } from './instance-data.ts';
import { retryAfterMs } from './retry-after.ts';
import { newTraceparent } from './traceparent.ts';

/** `httpClient.fetchWithAuth` of `@wix/essentials`; each kind of bundle has its own, with its own token. */
export type FetchWithAuth = (url: string, init?: RequestInit) => Promise<Response>;

/** What one request came to: an answer that stands for a while, or a failure that may pass. */
export type Attempt =
  | { readonly kind: 'answered'; readonly result: InstanceResult; readonly freshMs: number }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined };

export interface AskOptions {
  readonly address: string;
  readonly fetchWithAuth: FetchWithAuth;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
}

/** How long a request may take, the wait for the token in it: until Wix hands one over, the SDK waits without end. */
export const ATTEMPT_LIMIT_MS = 10_000;

/**
 * How long any answer is good for the other widgets of the page, at least: those further down would be told the same.
 * A value that the endpoint is just renewing says `max-age=0`, and under load that is when it has most to do.
 */
export const PAGE_FRESH_MS = 30_000;

const FAILED: Attempt = { kind: 'failed', retryAfterMs: undefined };

/** One request. It keeps to the browser's own HTTP cache, which asks with the ETag once an answer is stale. Never rejects. */
export async function askEndpoint(options: AskOptions): Promise<Attempt> {
  const { address, fetchWithAuth, signal, clock, random } = options;
  const limit = new AbortController();
  const stop = () => limit.abort();
  // The SDK looks at a signal only once it has a token: so there is a race beside it.
  const stopped = new Promise<Attempt>((resolve) => {
    limit.signal.addEventListener('abort', () => resolve(FAILED));
  });
  const request = async () => {
    try {
      const response = await fetchWithAuth(address, {
        headers: { traceparent: newTraceparent(random) },
        credentials: 'omit',
        signal: limit.signal,
      });
      return await read(response, clock);
    } catch {
      return FAILED;
    }
  };
  signal.addEventListener('abort', stop);
  const cancelLimit = clock.after(ATTEMPT_LIMIT_MS, stop);
  const attempt = await Promise.race([request(), stopped]);
  cancelLimit();
  return attempt;
}

async function read(response: Response, clock: Clock): Promise<Attempt> {
  const { status, headers } = response;
  if (status === 200) {
    const data = readInstanceData(await response.text());
    return data
      ? {
          kind: 'answered',
          result: { kind: 'ready', data },
          freshMs: Math.max(maxAgeMs(headers), PAGE_FRESH_MS),
        }
      : { kind: 'answered', result: { kind: 'unavailable' }, freshMs: PAGE_FRESH_MS };
  }
  if (status === 401 || status === 403 || status === 404) {
    return { kind: 'answered', result: { kind: 'refused' }, freshMs: PAGE_FRESH_MS };
  }
  if (status === 429 || status >= 500) {
    const header = headers.get('Retry-After');
    return { kind: 'failed', retryAfterMs: retryAfterMs(header, clock.epochMs()) };
  }
  return { kind: 'answered', result: { kind: 'unavailable' }, freshMs: PAGE_FRESH_MS };
}

function maxAgeMs(headers: Headers): number {
  const [, seconds] =
    /(?:^|[\s,])max-age=(\d{1,8})/i.exec(headers.get('Cache-Control') ?? '') ?? [];
  return Number(seconds ?? 0) * 1_000;
}
