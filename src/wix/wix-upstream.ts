import type { Upstream } from '../get-instance/upstream.ts';
import { fetchAppInstance } from './app-instance.ts';
import { exchangeAppToken } from './app-token.ts';
import type { CallPolicy } from './call-policy.ts';
import { askTokenInfo } from './token-info.ts';

export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/**
 * Wix, by its own SDK. Token-info has a policy of its own, so that a flood of strange tokens takes
 * no place from the calls that load instances.
 */
export function createWixUpstream(options: {
  readonly credentials: AppCredentials;
  readonly tokenInfoPolicy: CallPolicy;
  readonly elevatedPolicy: CallPolicy;
}): Upstream {
  const { credentials, tokenInfoPolicy, elevatedPolicy } = options;
  return {
    tokenInfo: (token) =>
      tokenInfoPolicy.execute((signal) => askTokenInfo(credentials, token, signal)),
    appToken: (instanceId) =>
      elevatedPolicy.execute((signal) => exchangeAppToken(credentials, instanceId, signal)),
    getAppInstance: (_instanceId, appToken) =>
      elevatedPolicy.execute((signal) => fetchAppInstance(appToken, signal)),
  };
}
