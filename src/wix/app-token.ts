import { AppStrategy } from '@wix/sdk';
import { type Failed, failed } from '../resilience/failure.ts';
import { type CallOutcome, callWix, failureOf } from './call-wix.ts';
import { namesUnknownInstance } from './unknown-instance.ts';
import type { Answered, AppCredentials, AppToken, NotFound } from './wix-calls.ts';

/**
 * Exchanges the app's secret for a token for the app on one site. The SDK would do it itself, but again
 * for every client. Done here, the token can be cached and the call observed.
 */
export async function exchangeAppToken(
  { appId, appSecret }: AppCredentials,
  instanceId: string,
  signal: AbortSignal,
): Promise<CallOutcome<Answered<AppToken> | NotFound | Failed>> {
  const strategy = AppStrategy({ appId, appSecret, instanceId });
  const { value, response } = await callWix(async () => strategy.getAuthHeaders(undefined), signal);
  const token = value?.headers.Authorization;
  if (typeof token === 'string' && token !== '' && response?.kind === 'json') {
    const lifetimeSeconds = Number(response.body['expires_in']);
    const lifetimeMs = Number.isFinite(lifetimeSeconds) ? lifetimeSeconds * 1000 : 0;
    return { result: { kind: 'answered', value: { token, lifetimeMs } }, response };
  }
  if (namesUnknownInstance(response)) return { result: { kind: 'not_found' }, response };
  return { result: failed(failureOf(response)), response };
}
