import { AppStrategy } from '@wix/sdk';
import { type Failed, failed } from '../resilience/failure.ts';
import { callWix, type MadeCall, type Wire, type WixCall } from './call-wix.ts';
import type { Answered, AppCredentials, AppToken, NotFound } from './wix-calls.ts';
import { isWixError } from './wix-error.ts';

/**
 * Exchanges the app's secret for a token for the app on one site. The SDK would do it itself, but again
 * for every client. Done here, the token can be cached and the call observed.
 */
export async function exchangeAppToken(
  { appId, appSecret }: AppCredentials,
  instanceId: string,
  wire: Wire,
): Promise<MadeCall<Answered<AppToken> | NotFound | Failed>> {
  const strategy = AppStrategy({ appId, appSecret, instanceId });
  const call = await callWix(async () => strategy.getAuthHeaders(undefined), wire);
  return { ...call, value: resultOf(call) };
}

/** A token that cannot be sent as a header would fail every load until it expires. */
const SENDABLE = /^[\x21-\x7e]{1,8192}$/;

function resultOf({
  value,
  response,
  failure,
}: WixCall<{ readonly headers: { readonly Authorization?: unknown } }>):
  Answered<AppToken> | NotFound | Failed {
  const token = value?.headers.Authorization;
  if (typeof token === 'string' && SENDABLE.test(token) && response?.kind === 'json') {
    const lifetimeSeconds = Number(response.body['expires_in']);
    const lifetimeMs = Number.isFinite(lifetimeSeconds) ? lifetimeSeconds * 1000 : 0;
    return { kind: 'answered', value: { token, lifetimeMs } };
  }
  return isWixError(response, 404) ? { kind: 'not_found' } : failed(failure);
}
