import type { Guard, Upstream } from '../get-instance/upstream.ts';
import { fetchAppInstance } from './app-instance.ts';
import { exchangeAppToken } from './app-token.ts';
import type { CallLimits } from './call-limits.ts';
import { askTokenInfo } from './token-info.ts';

export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

export interface WixUpstreamOptions {
  readonly credentials: AppCredentials;
  /** A pool of their own, so that a flood of strange tokens takes no place from the other calls. */
  readonly tokenInfoLimits: CallLimits;
  readonly elevatedLimits: CallLimits;
  /** Around token-info; the loads of instances are guarded as a whole, by whoever makes them. */
  readonly tokenInfoGuard: Guard;
}

/** Wix, by its own SDK. */
export function createWixUpstream(options: WixUpstreamOptions): Upstream {
  const { credentials, tokenInfoLimits, elevatedLimits, tokenInfoGuard } = options;
  return {
    tokenInfo: (token) =>
      tokenInfoGuard(() =>
        tokenInfoLimits.execute((signal) => askTokenInfo(credentials, token, signal)),
      ),
    appToken: (instanceId) =>
      elevatedLimits.execute((signal) => exchangeAppToken(credentials, instanceId, signal)),
    getAppInstance: (_instanceId, appToken) =>
      elevatedLimits.execute((signal) => fetchAppInstance(appToken, signal)),
  };
}
