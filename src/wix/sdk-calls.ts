import type { Clock } from '../resilience/clock.ts';
import { type Failed, failed, reasonOf } from '../resilience/failure.ts';
import { callWithin, TIMED_OUT } from '../resilience/timeout.ts';
import type { CallResult, OutboundCall, RequestScope } from '../tracing/request-scope.ts';
import { fetchAppInstance } from './app-instance.ts';
import { exchangeAppToken } from './app-token.ts';
import { type CallOutcome, requestIdOf, type WixResponse } from './call-wix.ts';
import { fetchTokenInfo } from './token-info.ts';
import type { AppCredentials, WixCalls } from './wix-calls.ts';

/** The calls by Wix's own SDK, each with a time limit and recorded in its request's scope. */
export function createSdkCalls(options: {
  readonly credentials: AppCredentials;
  readonly wixApiOrigin: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}): WixCalls {
  const { credentials, wixApiOrigin, timeoutMs, clock } = options;
  const tokenInfo = describe('token_info', 'POST', '/oauth2/token-info');
  const appToken = describe('app_token', 'POST', '/oauth2/token');
  const getAppInstance = describe('get_app_instance', 'GET', '/apps/v1/instance');

  function describe(operation: string, method: 'GET' | 'POST', path: string): OutboundCall {
    return { operation, method, url: wixApiOrigin + path };
  }

  async function make<T extends { readonly kind: string }>(
    description: OutboundCall,
    scope: RequestScope,
    call: (signal: AbortSignal) => Promise<CallOutcome<T>>,
  ): Promise<T | Failed> {
    const endCall = scope.startCall(description);
    const outcome = await callWithin(call, timeoutMs, clock);
    if (outcome === TIMED_OUT) {
      const timeout = failed({ kind: 'timeout' });
      endCall(callResult(timeout, undefined));
      return timeout;
    }
    endCall(callResult(outcome.result, outcome.response));
    return outcome.result;
  }

  return {
    tokenInfo: (token, scope) =>
      make(tokenInfo, scope, (signal) => fetchTokenInfo(credentials, token, signal)),
    appToken: (instanceId, scope) =>
      make(appToken, scope, (signal) => exchangeAppToken(credentials, instanceId, signal)),
    getAppInstance: (token, scope) =>
      make(getAppInstance, scope, (signal) => fetchAppInstance(token, signal)),
  };
}

function callResult(
  result: { readonly kind: string } | Failed,
  response: WixResponse | undefined,
): CallResult {
  const status = response?.status;
  const requestId = response && requestIdOf(response);
  if ('failure' in result) {
    return { status, requestId, outcome: 'failed', reason: reasonOf(result.failure) };
  }
  return result.kind === 'not_found' || result.kind === 'unauthorized'
    ? { status, requestId, outcome: 'denied', reason: result.kind }
    : { status, requestId, outcome: 'answered', reason: undefined };
}
