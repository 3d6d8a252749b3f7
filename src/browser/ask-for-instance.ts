import { systemClock } from '../resilience/clock.ts';
import { askEndpoint, type FetchWithAuth } from './ask-endpoint.ts';
import { askWithRetries } from './ask-with-retries.ts';
import { endpointAddress } from './endpoint-address.ts';
import type { InstanceResult } from './instance-data.ts';
import { type Ask, flightsOfPage, shareRequest } from './share-request.ts';

export type { FetchWithAuth } from './ask-endpoint.ts';
export type { InstanceData, InstanceResult } from './instance-data.ts';

/**
 * Asks the endpoint which instance this page belongs to; all widgets of the page share one request. `bundleUrl` is the
 * caller's `import.meta.url`, `fetchWithAuth` the SDK's. When `signal` is aborted the caller gets `unavailable` at once.
 * Never rejects, never throws: a widget has no business breaking its page.
 */
export async function askForInstance(
  options: {
    readonly fetchWithAuth: FetchWithAuth;
    readonly bundleUrl: string;
    readonly signal: AbortSignal;
    /** Asks though the page was told a moment ago: a person wants to know. */
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
        return askEndpoint({ address, fetchWithAuth, signal, clock, random });
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
