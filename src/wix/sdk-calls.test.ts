import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failed } from '../resilience/failure.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { APP_ID, APP_SECRET } from '../test-support/sign-instance.ts';
import { unobservedScope } from '../test-support/unobserved-scope.ts';
import type { CallResult, OutboundCall, RequestScope } from '../tracing/request-scope.ts';
import { createSdkCalls } from './sdk-calls.ts';
import type { WixCalls } from './wix-calls.ts';

const realFetch = globalThis.fetch;
const fetchMock = vi.fn<typeof fetch>();

beforeEach(() => {
  globalThis.fetch = fetchMock;
});
afterEach(() => {
  globalThis.fetch = realFetch;
  fetchMock.mockReset();
});

function setUp() {
  const clock = createFakeClock();
  const calls = createSdkCalls({
    credentials: { appId: APP_ID, appSecret: APP_SECRET },
    wixApiOrigin: 'https://wix.example',
    timeoutMs: 2_000,
    clock,
  });
  const started: OutboundCall[] = [];
  const ended: CallResult[] = [];
  const scope: RequestScope = {
    ...unobservedScope(),
    startCall(call) {
      started.push(call);
      return (result) => ended.push(result);
    },
  };
  return { clock, calls, scope, started, ended };
}

describe('createSdkCalls', () => {
  test.each<[keyof WixCalls, OutboundCall]>([
    [
      'tokenInfo',
      {
        operation: 'token_info',
        method: 'POST',
        url: 'https://wix.example/oauth2/token-info',
      },
    ],
    [
      'appToken',
      { operation: 'app_token', method: 'POST', url: 'https://wix.example/oauth2/token' },
    ],
    [
      'getAppInstance',
      {
        operation: 'get_app_instance',
        method: 'GET',
        url: 'https://wix.example/apps/v1/instance',
      },
    ],
  ])('aborts %s after its timeout, and records it in the scope', async (name, call) => {
    const { clock, calls, scope, started, ended } = setUp();
    let signal: AbortSignal | null | undefined;
    fetchMock.mockImplementationOnce((_, init) => {
      signal = init?.signal;
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    });
    let result: unknown;
    void calls[name]('argument', scope).then((settled) => {
      result = settled;
    });
    await clock.advance(1_999);
    expect(started).toEqual([call]);
    expect(signal?.aborted).toBe(false);
    expect(ended).toEqual([]);

    await clock.advance(1);
    expect(result).toEqual(failed({ kind: 'timeout' }));
    expect(signal?.aborted).toBe(true);
    const timeout = { status: undefined, requestId: undefined, reason: 'timeout' };
    expect(ended).toEqual([{ ...timeout, outcome: 'failed' }]);
  });

  test.each<[string, number, object, Partial<CallResult>]>([
    ['an answer', 200, { instance: {} }, { outcome: 'answered', reason: undefined }],
    ['an unauthorized', 401, {}, { outcome: 'denied', reason: 'unauthorized' }],
    ['a not found', 404, { message: 'm' }, { outcome: 'denied', reason: 'not_found' }],
    ['an error', 500, {}, { outcome: 'failed', reason: 'status' }],
  ])('records %s with its status and request id', async (_, status, body, outcome) => {
    const { clock, calls, scope, ended } = setUp();
    const headers = { 'x-wix-request-id': 'request-1' };
    fetchMock.mockResolvedValueOnce(Response.json(body, { status, headers }));
    await calls.getAppInstance('app-token', scope);
    await settle();
    expect(ended).toEqual([{ status, requestId: 'request-1', ...outcome }]);
    expect(clock.timers()).toBe(0);
  });

  test('records a failed connection without a status', async () => {
    const { calls, scope, ended } = setUp();
    fetchMock.mockRejectedValueOnce(new TypeError('fetch failed'));
    const result = await calls.getAppInstance('app-token', scope);
    expect(result).toEqual(failed({ kind: 'error', reason: 'network' }));
    expect(ended).toEqual([
      { status: undefined, requestId: undefined, outcome: 'failed', reason: 'network' },
    ]);
  });
});
