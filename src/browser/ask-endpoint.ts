import type { Clock } from '../resilience/clock.ts';
import { type InstanceResult, readInstanceData } from './instance-data.ts';
import { retryAfterMs } from './retry-after.ts';

/** `httpClient.fetchWithAuth` of `@wix/essentials`. Each kind of bundle has its own, with its own token. */
export type FetchWithAuth = (url: string, init?: RequestInit) => Promise<Response>;

/** The outcome of one request: an answer that stays valid for a while, or a failure that may pass. */
export type Attempt =
  | { readonly kind: 'answered'; readonly result: InstanceResult; readonly freshMs: number }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined };

export interface AskOptions {
  readonly address: string;
  readonly fetchWithAuth: FetchWithAuth;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** The time-out of a request, including the wait for the token. The SDK waits for a token without a limit. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/**
 * The minimum time that the page's widgets share an answer. A stale entry that the endpoint is revalidating comes with
 * `max-age=0`. Without this minimum, each widget of the page would then cause a request of its own.
 */
export const PAGE_FRESH_MS = 30_000;

const FAILED: Attempt = { kind: 'failed', retryAfterMs: undefined };

/** Makes one request. The browser's own HTTP cache revalidates stale answers with the ETag. Never rejects. */
export async function askEndpoint(options: AskOptions): Promise<Attempt> {
  const { address, fetchWithAuth, signal, clock } = options;
  const timeout = new AbortController();
  const stop = () => timeout.abort();
  // The SDK heeds a signal only once it has a token, so the request also races against this promise.
  const stopped = new Promise<Attempt>((resolve) => {
    timeout.signal.addEventListener('abort', () => resolve(FAILED));
  });
  const request = async () => {
    try {
      const response = await fetchWithAuth(address, {
        credentials: 'omit',
        signal: timeout.signal,
      });
      return await read(response, clock);
    } catch {
      return FAILED;
    }
  };
  signal.addEventListener('abort', stop);
  const cancelTimeout = clock.after(ATTEMPT_TIMEOUT_MS, stop);
  const attempt = await Promise.race([request(), stopped]);
  cancelTimeout();
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
