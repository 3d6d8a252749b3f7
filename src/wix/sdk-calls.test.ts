import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failed } from '../resilience/failure.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { APP_ID, APP_SECRET, INSTANCE_ID } from '../test-support/sign-instance.ts';
import { unobservedScope } from '../test-support/unobserved-scope.ts';
import type { CallResult, OutboundCall, RequestScope } from '../tracing/request-scope.ts';
import { createSdkCalls } from './sdk-calls.ts';
import type { WixCalls } from './wix-calls.ts';

const NOT_FOUND = { message: 'm', details: { applicationError: { code: 'NOT_FOUND' } } };

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
    ...unobservedScope(clock),
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
    const timeout = { status: undefined, requestId: undefined, reason: 'timeout', resends: 0 };
    expect(ended).toEqual([{ ...timeout, outcome: 'failed' }]);
  });

  test.each<[string, number, object, Partial<CallResult>]>([
    ['an answer', 200, { instance: {} }, { outcome: 'answered', reason: undefined }],
    ['an unauthorized', 401, {}, { outcome: 'denied', reason: 'unauthorized' }],
    ['a forbidden', 403, {}, { outcome: 'denied', reason: 'forbidden' }],
    ['a not found', 404, NOT_FOUND, { outcome: 'denied', reason: 'not_found' }],
    ['a 404 of a proxy', 404, { message: 'm' }, { outcome: 'failed', reason: 'status' }],
    ['an error', 500, {}, { outcome: 'failed', reason: 'status' }],
  ])('records %s with its status and request id', async (_, status, body, outcome) => {
    const { clock, calls, scope, ended } = setUp();
    const headers = { 'x-wix-request-id': 'request-1' };
    fetchMock.mockResolvedValueOnce(Response.json(body, { status, headers }));
    await calls.getAppInstance('app-token', scope);
    await settle();
    expect(ended).toEqual([{ status, requestId: 'request-1', resends: 0, ...outcome }]);
    expect(clock.timers()).toBe(0);
  });

  test('records a connection that failed twice without a status', async () => {
    const { calls, scope, ended } = setUp();
    fetchMock.mockRejectedValue(new TypeError('fetch failed'));
    const result = await calls.getAppInstance('app-token', scope);
    expect(result).toEqual(failed({ kind: 'error', reason: 'network' }));
    expect(ended).toEqual([
      {
        status: undefined,
        requestId: undefined,
        outcome: 'failed',
        reason: 'network',
        resends: 1,
      },
    ]);
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });

  test.each<[keyof WixCalls, object]>([
    ['tokenInfo', { active: true, clientId: APP_ID }],
    ['appToken', { access_token: 'app-token', expires_in: 14_400 }],
    ['getAppInstance', { instance: {} }],
  ])('sends %s again after a connection that failed once, and records it', async (name, body) => {
    const { calls, scope, started, ended } = setUp();
    fetchMock
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockResolvedValueOnce(Response.json(body));
    expect((await calls[name]('argument', scope)).kind).not.toBe('failed');
    expect(started).toHaveLength(1);
    expect(ended).toMatchObject([{ status: 200, outcome: 'answered', resends: 1 }]);
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });

  test('returns the Retry-After of a 503, also where it is a date by the wall clock', async () => {
    const { calls, scope, ended } = setUp();
    const headers = { 'Retry-After': 'Mon, 23 Nov 2026 12:00:42 GMT' };
    fetchMock.mockResolvedValueOnce(Response.json({}, { status: 503, headers }));
    expect(await calls.tokenInfo('token', scope)).toEqual(
      failed({ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 42 }),
    );
    expect(ended).toMatchObject([{ status: 503, outcome: 'failed', reason: 'unavailable' }]);
  });
});

/** JSON errors that proxies and gateways write. */
const OF_A_PROXY = [
  {},
  { message: 'no Route matched with those values' },
  { message: 'm', details: null },
  { message: 'm', details: {} },
  { details: { applicationError: {} } },
  { error: 'Not Found', path: '/apps/v1/instance' },
  { active: false },
  { error: 'invalid_token' },
];

describe('a status alone decides nothing about a token, an app or an instance:', () => {
  test.each(OF_A_PROXY)('a 404 with %j is a failure of every call', async (body) => {
    const { calls, scope } = setUp();
    fetchMock.mockImplementation(() => Promise.resolve(Response.json(body, { status: 404 })));
    const failure = failed({ kind: 'error', reason: 'status', status: 404 });
    expect(await calls.tokenInfo('token', scope)).toEqual(failure);
    expect(await calls.appToken('instance', scope)).toEqual(failure);
    expect(await calls.getAppInstance('app-token', scope)).toEqual(failure);
  });

  test.each([400, 401, 403])(
    'a %d is a failure of token-info and of the exchange, also in Wix’s envelope',
    async (status) => {
      const { calls, scope } = setUp();
      const failure = failed({ kind: 'error', reason: 'status', status });
      for (const body of [...OF_A_PROXY, NOT_FOUND]) {
        fetchMock.mockImplementation(() => Promise.resolve(Response.json(body, { status })));
        expect(await calls.tokenInfo('token', scope)).toEqual(failure);
        expect(await calls.appToken('instance', scope)).toEqual(failure);
      }
    },
  );

  test('a 404 in Wix’s envelope is no verdict on a token', async () => {
    const { calls, scope } = setUp();
    fetchMock.mockResolvedValueOnce(Response.json(NOT_FOUND, { status: 404 }));
    expect(await calls.tokenInfo('token', scope)).toMatchObject({ kind: 'failed' });
  });

  test('a 404 in Wix’s envelope says that the instance is unknown', async () => {
    const { calls, scope } = setUp();
    fetchMock.mockImplementation(() => Promise.resolve(Response.json(NOT_FOUND, { status: 404 })));
    expect(await calls.appToken('instance', scope)).toEqual({ kind: 'not_found' });
    expect(await calls.getAppInstance('app-token', scope)).toEqual({ kind: 'not_found' });
  });

  test.each([401, 403, 404])(
    'a %d that is no JSON is a failure of getAppInstance',
    async (status) => {
      const { calls, scope } = setUp();
      fetchMock.mockResolvedValueOnce(new Response('<html>', { status }));
      expect(await calls.getAppInstance('app-token', scope)).toEqual(
        failed({ kind: 'error', reason: 'status', status }),
      );
    },
  );
});

describe('the answer of token-info', () => {
  test('has its GUIDs in lower case, as everything here', async () => {
    const { calls, scope } = setUp();
    fetchMock.mockResolvedValueOnce(
      Response.json({
        active: true,
        subjectType: 'VISITOR',
        clientId: APP_ID.toUpperCase(),
        instanceId: INSTANCE_ID.toUpperCase(),
        siteId: 'Site-1',
      }),
    );
    expect(await calls.tokenInfo('token', scope)).toMatchObject({
      kind: 'active',
      claims: { appId: APP_ID, instanceId: INSTANCE_ID, siteId: 'Site-1' },
    });
  });
});
