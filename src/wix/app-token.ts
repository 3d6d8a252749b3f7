import { AppStrategy } from '@wix/sdk';
import type { AppToken, Asked, NotFound } from '../resilience/failure.ts';
import { callWix, failureOf, type Wire } from './call-wix.ts';
import { namesUnknownInstance } from './unknown-instance.ts';
import type { AppCredentials } from './wix-calls.ts';

/**
 * Exchanges the app's secret for a token that speaks for the app on one site. The SDK would do it by
 * itself, and anew for every client; done here, the token can be kept, and the call be seen.
 */
export async function exchangeAppToken(
  { appId, appSecret }: AppCredentials,
  instanceId: string,
  wire: Wire,
): Promise<Asked<AppToken> | NotFound> {
  const strategy = AppStrategy({ appId, appSecret, instanceId });
  const { value, response } = await callWix(
    async () => strategy.getAuthHeaders(undefined),
    wire.signal,
    wire.responded,
  );
  const token = value?.headers.Authorization;
  if (typeof token === 'string' && token !== '' && response?.kind === 'json') {
    const lifetimeSeconds = Number(response.body['expires_in']);
    const lifetimeMs = Number.isFinite(lifetimeSeconds) ? lifetimeSeconds * 1000 : 0;
    return { kind: 'answered', value: { token, lifetimeMs } };
  }
  if (namesUnknownInstance(response)) return { kind: 'not_found' };
  return { kind: 'failed', failure: failureOf(response) };
}
