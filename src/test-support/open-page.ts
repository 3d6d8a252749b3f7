import { askForInstance, type FetchWithAuth } from '../browser/ask-for-instance.ts';
import { createFakeClock } from './fake-clock.ts';

export const ANSWER = {
  instanceId: 'a11ce5ed-0000-4000-8000-000000000001',
  instance: { appName: 'Clock', isFree: true, billing: { packageName: 'Free' } },
  site: { siteDisplayName: 'Flower shop', url: 'https://example.com' },
};

export const ok = (body: unknown = ANSWER, maxAge = 30) =>
  Response.json(body, { headers: { 'Cache-Control': `private, max-age=${maxAge}` } });
export const failure = (status: number, retryAfter?: string) =>
  Response.json(
    { code: 'x' },
    { status, headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter } },
  );

type Answer = () => Response | Promise<Response>;

/** A page with a clock that stands still and an endpoint that answers in turn; the last answer is repeated. */
export function openPage(...answers: readonly Answer[]) {
  const clock = createFakeClock();
  const page = {};
  const requests: { url: string; init: RequestInit; by: string; atMs: number }[] = [];
  const startedMs = clock.monotonicMs();

  const fetchAs =
    (by: string): FetchWithAuth =>
    async (url, init = {}) => {
      requests.push({ url, init, by, atMs: clock.monotonicMs() - startedMs });
      const answer = answers[Math.min(requests.length, answers.length) - 1];
      if (!answer) throw new Error('no answer');
      return answer();
    };

  /** Each widget asks for itself, with a controller that stands for its place on the page. */
  function addWidget({
    by = 'element',
    fetchWithAuth = fetchAs(by),
    bundleUrl = 'https://bundles.example/_wix/badge.js',
    random = (): number => 0.5,
    place = new AbortController(),
  } = {}) {
    const result = askForInstance(
      { fetchWithAuth, bundleUrl, signal: place.signal },
      { clock, random, page },
    );
    return { result, remove: () => place.abort() };
  }

  return { clock, requests, addWidget };
}

export const never: Answer = () => new Promise<Response>(() => undefined);
export const broken: Answer = () => Promise.reject(new TypeError('Failed to fetch'));
