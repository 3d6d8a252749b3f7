import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createFakeWix } from '../test-support/fake-wix.ts';
import { unobservedScope } from '../test-support/unobserved-scope.ts';
import { createAppTokens } from './app-token-cache.ts';
import type { WixCalls } from './wix-calls.ts';

function setUp(appToken?: WixCalls['appToken'], maxInstances = 10) {
  const clock = createFakeClock();
  const wix = createFakeWix(appToken && { appToken });
  const tokens = createAppTokens({ calls: wix, maxInstances, clock });
  const get = (instanceId: string) => tokens.get(instanceId, unobservedScope(clock));
  return { clock, wix, tokens, get };
}

const tokenFor = (lifetimeMs: number) => () =>
  Promise.resolve({ kind: 'answered', value: { token: 'app-token', lifetimeMs } } as const);

describe('createAppTokens', () => {
  test('exchanges a token once, and distinguishes the cached token from the new one', async () => {
    const { wix, get } = setUp();
    const first = await get('a');
    const second = await get('a');
    expect(first.cached).toBe(false);
    expect(second).toEqual({ cached: true, result: first.result });
    expect(wix.count('appToken')).toBe(1);
  });

  test('caches a separate token for each instance', async () => {
    const { wix, get } = setUp();
    await get('a');
    expect((await get('b')).cached).toBe(false);
    expect(wix.calls.map(({ about }) => about)).toEqual(['a', 'b']);
  });

  test('makes the call in the scope of the request', async () => {
    const scopes: unknown[] = [];
    const { clock, tokens } = setUp((_, scope) => {
      scopes.push(scope);
      return tokenFor(60_000)();
    });
    const scope = unobservedScope(clock);
    await tokens.get('a', scope);
    expect(scopes).toEqual([scope]);
  });

  test('replaces a token ten seconds before it expires', async () => {
    const { clock, get } = setUp(tokenFor(14_400_000));
    await get('a');
    await clock.advance(14_400_000 - 10_001);
    expect((await get('a')).cached).toBe(true);
    await clock.advance(1);
    expect((await get('a')).cached).toBe(false);
  });

  test.each([0, 10_000, -5, Number.NaN])(
    'returns a token with a lifetime of %d ms, but does not cache it',
    async (lifetimeMs) => {
      const { wix, get } = setUp(tokenFor(lifetimeMs));
      expect((await get('a')).result.kind).toBe('answered');
      expect((await get('a')).cached).toBe(false);
      expect(wix.count('appToken')).toBe(2);
    },
  );

  test.each([{ kind: 'not_found' }, { kind: 'failed', failure: { kind: 'timeout' } }] as const)(
    'returns $kind, and does not cache it',
    async (result) => {
      const { wix, get } = setUp(() => Promise.resolve(result));
      expect(await get('a')).toEqual({ cached: false, result });
      expect(await get('a')).toEqual({ cached: false, result });
      expect(wix.count('appToken')).toBe(2);
    },
  );

  test('exchanges a new token after the old one was forgotten', async () => {
    const { tokens, get } = setUp();
    await get('a');
    tokens.forget('a');
    expect((await get('a')).cached).toBe(false);
  });

  test('caches no more tokens than its maximum', async () => {
    const { get } = setUp(undefined, 2);
    for (const instanceId of ['a', 'b', 'c']) await get(instanceId);
    expect((await get('c')).cached).toBe(true);
    expect((await get('a')).cached).toBe(false);
  });
});
