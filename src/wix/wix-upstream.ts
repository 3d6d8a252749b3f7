import type { Upstream } from '../get-instance/upstream.ts';
import { fetchAppInstance } from './app-instance.ts';
import { exchangeAppToken } from './app-token.ts';
import type { TimeLimit } from './time-limit.ts';
import { askTokenInfo } from './token-info.ts';

export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/** Wix, by its own SDK, each call within the time limit. */
export function createWixUpstream(credentials: AppCredentials, withinLimit: TimeLimit): Upstream {
  return {
    tokenInfo: (token) => withinLimit((signal) => askTokenInfo(credentials, token, signal)),
    appToken: (instanceId) =>
      withinLimit((signal) => exchangeAppToken(credentials, instanceId, signal)),
    getAppInstance: (_instanceId, appToken) =>
      withinLimit((signal) => fetchAppInstance(appToken, signal)),
  };
}
