import { systemClock } from '../resilience/clock.ts';
import { askEndpoint, type FetchWithAuth } from './ask-endpoint.ts';
import { askWithRetries } from './ask-with-retries.ts';
import { endpointAddress } from './endpoint-address.ts';
import type { InstanceResult } from './instance-data.ts';
import { type Ask, flightsOfPage, shareRequest } from './share-request.ts';

export type { FetchWithAuth } from './ask-endpoint.ts';
export type { InstanceData, InstanceResult } from './instance-data.ts';

/**
 * Calls the endpoint and returns the instance that this page belongs to. All widgets of the page share one request.
 * `bundleUrl` is the caller's `import.meta.url`, `fetchWithAuth` is the SDK's. If `signal` is aborted, the caller gets
 * `unavailable` at once. Never rejects and never throws, because a widget must not break its page.
 */
export async function askForInstance(
  options: {
    readonly fetchWithAuth: FetchWithAuth;
    readonly bundleUrl: string;
    readonly signal: AbortSignal;
    /** Makes a new request even if the page has a fresh answer. For a person who retries. */
    readonly afresh?: boolean;
  },
  { clock, random, page } = { clock: systemClock, random: Math.random, page: globalThis as object },
): Promise<InstanceResult> {
  const address = endpointAddress(options.bundleUrl, import.meta.env.VITE_IDENTITY_ORIGIN);
  if (address === undefined) return { kind: 'unavailable' };
  const ask: Ask = (fetchOf, signal) =>
    askWithRetries({
      ask: (attempt) => {
        const fetchWithAuth = fetchOf(attempt) ?? options.fetchWithAuth;
        return askEndpoint({ address, fetchWithAuth, signal, clock });
      },
      signal,
      clock,
      random,
    });
  return shareRequest(
    flightsOfPage(options.afresh ? {} : page),
    { ...options, address },
    ask,
    clock,
  );
}
