import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { Upstream } from '../resilience/failure.ts';
import { fetchAppInstance } from './app-instance.ts';
import { exchangeAppToken } from './app-token.ts';
import type { Wire, WixResponse } from './call-wix.ts';
import type { TimeLimit } from '../resilience/time-limit.ts';
import { askTokenInfo } from './token-info.ts';

export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

export type WixOperation = 'token_info' | 'app_token' | 'get_app_instance';

/** Watches one call to Wix. No method may throw. */
export interface CallObservation {
  responded(response: WixResponse): void;
  end(result: Awaited<ReturnType<Upstream['appToken' | 'tokenInfo' | 'getAppInstance']>>): void;
}

export type ObserveCall = (operation: WixOperation, cause: Cause) => CallObservation;

const unobserved: ObserveCall = () => ({ responded: () => undefined, end: () => undefined });

/** Wix, by its own SDK, each call within the time limit. */
export function createWixUpstream(
  credentials: AppCredentials,
  withinLimit: TimeLimit,
  observeCall: ObserveCall = unobserved,
): Upstream {
  async function make<T extends Parameters<CallObservation['end']>[0]>(
    operation: WixOperation,
    cause: Cause,
    call: (wire: Wire) => Promise<T>,
  ) {
    const observation = observeCall(operation, cause);
    const result = await withinLimit((signal) =>
      call({
        signal,
        responded: (response) => {
          observation.responded(response);
        },
      }),
    );
    observation.end(result);
    return result;
  }

  return {
    tokenInfo: (token, cause = NOBODY) =>
      make('token_info', cause, (wire) => askTokenInfo(credentials, token, wire)),
    appToken: (instanceId, cause = NOBODY) =>
      make('app_token', cause, (wire) => exchangeAppToken(credentials, instanceId, wire)),
    getAppInstance: (_instanceId, appToken, cause = NOBODY) =>
      make('get_app_instance', cause, (wire) => fetchAppInstance(appToken, wire)),
  };
}
