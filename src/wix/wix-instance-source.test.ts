import { describe, expect, test } from 'vitest';
import { failed } from '../resilience/failure.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createFakeWix, type FakeWix } from '../test-support/fake-wix.ts';
import { unobservedScope } from '../test-support/unobserved-scope.ts';
import type { ServiceEvent } from '../tracing/service-event.ts';
import { createAppTokens } from './app-token-cache.ts';
import { createCallBudget } from './call-budget.ts';
import type { WixCalls } from './wix-calls.ts';
import { createWixInstanceSource } from './wix-instance-source.ts';

function setUp(answers: Partial<WixCalls> = {}, callsPerMinute = 100) {
  const clock = createFakeClock();
  const wix = createFakeWix(answers);
  const events: ServiceEvent[] = [];
  const source = createWixInstanceSource({
    calls: wix,
    appTokens: createAppTokens({ calls: wix, maxInstances: 10, clock }),
    budget: createCallBudget({ callsPerMinute, maxInstances: 10, clock }),
    report: (event) => events.push(event),
  });
  return {
    clock,
    wix,
    events,
    source,
    load: (instanceId: string) => source.load(instanceId, unobservedScope(clock)),
  };
}

const unauthorized = () => Promise.resolve({ kind: 'unauthorized' } as const);
const answering =
  (instance: Record<string, unknown>, site: Record<string, unknown> = {}) =>
  () =>
    Promise.resolve({ kind: 'answered', value: { instance, site } } as const);
const namesOf = (wix: FakeWix) => wix.calls.map(({ name }) => name);

describe('createWixInstanceSource', () => {
  test('loads with an app token, and reuses the token for the next load', async () => {
    const { wix, load } = setUp();
    expect(await load('a')).toEqual({
      kind: 'loaded',
      instance: {
        instance: { instanceId: 'a', appName: 'Clock', isFree: true },
        site: { siteId: 'site-1', url: 'https://example.com' },
      },
    });
    await load('a');
    expect(namesOf(wix)).toEqual(['appToken', 'getAppInstance', 'getAppInstance']);
    expect(wix.calls[2]?.about).toBe(wix.calls[1]?.about);
  });

  test('makes both calls in the scope of the request', async () => {
    const scopes: unknown[] = [];
    const healthy = createFakeWix();
    const { clock, source } = setUp({
      appToken: (instanceId, scope) => {
        scopes.push(scope);
        return healthy.appToken(instanceId, scope);
      },
      getAppInstance: (appToken, scope) => {
        scopes.push(scope);
        return healthy.getAppInstance(appToken, scope);
      },
    });
    const scope = unobservedScope(clock);
    await source.load('a', scope);
    expect(scopes).toHaveLength(2);
    expect(scopes.every((seen) => seen === scope)).toBe(true);
  });

  test('makes no call once the budget is spent, and returns when the next is possible', async () => {
    const { clock, wix, events, load } = setUp({}, 2);
    await load('a');
    await clock.advance(15_000);
    await load('a');
    const calls = wix.calls.length;
    expect(events).toEqual([]);
    expect(await load('a')).toEqual({
      kind: 'failed',
      failure: { kind: 'rate_limited', retryAfterSeconds: 45, called: false },
    });
    expect(wix.calls).toHaveLength(calls);
    expect(events).toEqual([{ kind: 'budget_spent', instanceId: 'a', retryAfterSeconds: 45 }]);
    expect(await load('b')).toMatchObject({ kind: 'loaded' });
  });

  test('does not count a failed exchange against the budget', async () => {
    const timedOut = failed({ kind: 'timeout' });
    const { wix, load } = setUp({ appToken: () => Promise.resolve(timedOut) }, 1);
    await load('a');
    wix.answer({ appToken: (...args) => createFakeWix().appToken(...args) });
    expect(await load('a')).toMatchObject({ kind: 'loaded' });
  });

  test('retries once with a new token when the cached one was revoked', async () => {
    const { wix, load } = setUp();
    await load('a');
    const revoked = wix.calls[1]?.about;
    const healthy = createFakeWix();
    wix.answer({
      getAppInstance: (appToken, scope) =>
        appToken === revoked ? unauthorized() : healthy.getAppInstance(appToken, scope),
    });
    expect(await load('a')).toMatchObject({ kind: 'loaded' });
    expect(namesOf(wix).slice(2)).toEqual(['getAppInstance', 'appToken', 'getAppInstance']);
  });

  test('fails after one retry when Wix does not accept the new token either', async () => {
    const { wix, load } = setUp();
    await load('a');
    wix.answer({ getAppInstance: unauthorized });
    expect(await load('a')).toEqual({
      kind: 'failed',
      failure: { kind: 'error', reason: 'status', status: 401 },
    });
    expect(namesOf(wix).slice(2)).toEqual(['getAppInstance', 'appToken', 'getAppInstance']);
  });

  test('neither retries with nor caches a new token that Wix does not accept', async () => {
    const { wix, load } = setUp({ getAppInstance: unauthorized });
    expect(await load('a')).toMatchObject({ kind: 'failed', failure: { status: 401 } });
    expect(namesOf(wix)).toEqual(['appToken', 'getAppInstance']);
    await load('a');
    expect(wix.count('appToken')).toBe(2);
  });

  test('does not retry beyond the budget', async () => {
    const { wix, load } = setUp({}, 2);
    await load('a');
    wix.answer({ getAppInstance: unauthorized });
    expect(await load('a')).toMatchObject({ failure: { kind: 'rate_limited', called: false } });
    expect(wix.count('getAppInstance')).toBe(2);
  });

  test('reports the permission that the app lacks where Wix forbids the call', async () => {
    const { events, wix, load } = setUp({
      getAppInstance: () => Promise.resolve({ kind: 'forbidden' }),
    });
    expect(await load('a')).toEqual(failed({ kind: 'error', reason: 'status', status: 403 }));
    expect(events).toEqual([
      {
        kind: 'permission_missing',
        permission: 'Manage Your App (SCOPE.DC.MANAGE-YOUR-APP)',
      },
    ]);
    expect(wix.count('getAppInstance')).toBe(1);
  });

  test('exchanges a new app token after a call that was forbidden', async () => {
    const { wix, load } = setUp({
      getAppInstance: () => Promise.resolve({ kind: 'forbidden' }),
    });
    await load('a');
    await load('a');
    expect(namesOf(wix)).toEqual(['appToken', 'getAppInstance', 'appToken', 'getAppInstance']);
  });

  test.each([
    { kind: 'unauthorized' },
    { kind: 'not_found' },
    failed({ kind: 'error', reason: 'status', status: 403 }),
    failed({ kind: 'timeout' }),
  ] as const)('reports no missing permission after %o', async (result) => {
    const { events, load } = setUp({ getAppInstance: () => Promise.resolve(result) });
    await load('a');
    expect(events).toEqual([]);
  });

  test('accepts an answer that names the instance in capitals', async () => {
    const { load } = setUp({ getAppInstance: answering({ instanceId: 'A', appName: 'Clock' }) });
    expect(await load('a')).toMatchObject({ kind: 'loaded' });
  });

  test.each([['b'], ['B'], ['a '], [''], [undefined], [null], [42], [['a']]])(
    'fails where the answer is about instance %o',
    async (instanceId) => {
      const { load } = setUp({ getAppInstance: answering({ instanceId, appName: 'Clock' }) });
      expect(await load('a')).toEqual({
        kind: 'failed',
        failure: { kind: 'error', reason: 'unexpected_answer' },
      });
    },
  );

  test.each(['appToken', 'getAppInstance'] as const)(
    'returns not_found where %s returns it',
    async (name) => {
      const { load } = setUp({ [name]: () => Promise.resolve({ kind: 'not_found' }) });
      expect(await load('a')).toEqual({ kind: 'not_found' });
    },
  );

  test.each(['appToken', 'getAppInstance'] as const)('returns a failure of %s', async (name) => {
    const timedOut = failed({ kind: 'timeout' });
    const { load } = setUp({ [name]: () => Promise.resolve(timedOut) });
    expect(await load('a')).toEqual(timedOut);
  });

  test('does not call getAppInstance without an app token', async () => {
    const timedOut = failed({ kind: 'timeout' });
    const { wix, load } = setUp({ appToken: () => Promise.resolve(timedOut) });
    await load('a');
    expect(wix.count('getAppInstance')).toBe(0);
  });
});
