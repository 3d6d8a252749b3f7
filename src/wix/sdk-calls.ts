import type { Clock } from '../resilience/clock.ts';
import { type Failed, failed, reasonOf } from '../resilience/failure.ts';
import { callWithin, TIMED_OUT } from '../resilience/timeout.ts';
import type { CallResult, OutboundCall, RequestScope } from '../tracing/request-scope.ts';
import { fetchAppInstance } from './app-instance.ts';
import { exchangeAppToken } from './app-token.ts';
import { type MadeCall, requestIdOf, type Wire } from './call-wix.ts';
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
    call: (wire: Wire) => Promise<MadeCall<T>>,
  ): Promise<T | Failed> {
    const endCall = scope.startCall(description);
    const epochMs = () => clock.epochMs();
    const made = await callWithin((signal) => call({ signal, epochMs }), timeoutMs, clock);
    const result = made === TIMED_OUT ? failed({ kind: 'timeout' }) : made.value;
    endCall(callResult(result, made === TIMED_OUT ? undefined : made));
    return result;
  }

  return {
    tokenInfo: (token, scope) =>
      make(tokenInfo, scope, (wire) => fetchTokenInfo(credentials, token, wire)),
    appToken: (instanceId, scope) =>
      make(appToken, scope, (wire) => exchangeAppToken(credentials, instanceId, wire)),
    getAppInstance: (token, scope) =>
      make(getAppInstance, scope, (wire) => fetchAppInstance(token, wire)),
  };
}

const DENIALS: readonly string[] = ['not_found', 'unauthorized', 'forbidden'];

function callResult(
  result: { readonly kind: string } | Failed,
  made: MadeCall<unknown> | undefined,
): CallResult {
  const wire = {
    status: made?.response?.status,
    requestId: made?.response && requestIdOf(made.response),
    resends: made?.resends ?? 0,
  };
  if ('failure' in result) {
    return { ...wire, outcome: 'failed', reason: reasonOf(result.failure) };
  }
  return DENIALS.includes(result.kind)
    ? { ...wire, outcome: 'denied', reason: result.kind }
    : { ...wire, outcome: 'answered', reason: undefined };
}
