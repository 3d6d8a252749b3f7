import { appInstances } from '@wix/app-management';
import { auth } from '@wix/essentials';
import { AppStrategy, createClient, OAuthStrategy } from '@wix/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { deriveAppInstance } from './instances/derive-app-instance.ts';
import { DEVELOPMENT_APP } from './development-app.ts';
import { instanceIdOf, siteIdOf } from './instances/instance-id.ts';
import { useEmulator } from './test-support/use-emulator.ts';

// The real SDK validates the emulator's responses. It calls www.wixapis.com; these calls are
// redirected to the emulator.

const emulator = useEmulator();
const { WIX_CLIENT_ID: appId, WIX_CLIENT_SECRET: appSecret } = DEVELOPMENT_APP;

beforeAll(() => {
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
    realFetch(url.replace('https://www.wixapis.com', emulator.origin), init),
  );
});
afterAll(() => vi.unstubAllGlobals());

const loaderOf = (instanceId: string) =>
  createClient({ auth: AppStrategy({ appId, appSecret, instanceId }) }).use(
    appInstances.getAppInstance,
  );

describe('the real SDK', () => {
  test.each(['signed', 'opaque'] as const)('reads the claims of a %s token', async (kind) => {
    const { token: accessToken } = emulator.world.mintToken({
      kind,
      subject: 'member',
      instance: 42,
    });
    const client = createClient({ auth: AppStrategy({ appId, appSecret, accessToken }) });
    expect(await client.use(auth.getTokenInfo)()).toMatchObject({
      active: true,
      subjectType: 'MEMBER',
      clientId: appId,
      siteId: siteIdOf(instanceIdOf(42)),
      instanceId: instanceIdOf(42),
    });
  });

  test('loads an instance, with dates as Date, and reuses its app token for the next call', async () => {
    const withTrial =
      [0, 1, 3, 4, 6, 7].find((n) => JSON.stringify(deriveAppInstance(n)).includes('ENDED')) ?? 0;
    const load = loaderOf(instanceIdOf(withTrial));
    const { instance, site } = await load();
    await load();

    const derived = deriveAppInstance(withTrial);
    expect(site).toEqual(derived.site);
    expect(instance?.appName).toBe(derived.instance['appName']);
    expect(instance?.billing?.freeTrialInfo?.endDate).toBeInstanceOf(Date);
    expect(emulator.world.calls.report().totals).toEqual({
      token_info: 0,
      app_token: 1,
      get_app_instance: 2,
    });
  });

  test('elevates a visitor’s token to the app in three calls', async () => {
    const { token: accessToken } = emulator.world.mintToken({ instance: 42 });
    const elevated = await AppStrategy({ appId, appSecret, accessToken }).elevated();
    const client = createClient({ auth: elevated });
    const { instance } = await client.use(auth.elevate(appInstances.getAppInstance))();
    expect(instance?.instanceId).toBe(instanceIdOf(42));
    expect(emulator.world.calls.report().totals).toEqual({
      token_info: 1,
      app_token: 1,
      get_app_instance: 1,
    });
  });

  test('strips the session from a token, and is still not the app', async () => {
    const { token: accessToken } = emulator.world.mintToken({ instance: 42 });
    const client = createClient({ auth: AppStrategy({ appId, appSecret, accessToken }) });
    await expect(client.use(appInstances.getAppInstance)()).rejects.toMatchObject({
      message: expect.stringContaining('Only an app'),
    });
    expect(emulator.world.calls.report().answered).toMatchObject({
      app_token: { 200: 1 },
      get_app_instance: { 403: 1 },
    });
  });

  test('creates an anonymous visitor and refreshes its token', async () => {
    const strategy = OAuthStrategy({ clientId: appId });
    const first = await strategy.generateVisitorTokens();
    const second = await strategy.renewToken(first.refreshToken);
    const [before, after] = await Promise.all(
      [first, second].map(({ accessToken }) =>
        emulator.ask('/oauth2/token-info', { json: { token: accessToken.value } }),
      ),
    );
    expect(after).toMatchObject({
      active: true,
      subjectType: 'VISITOR',
      subjectId: before.subjectId,
    });
  });

  test('gets a 404 for an instance that was removed after its app token was issued', async () => {
    const load = loaderOf(instanceIdOf(42));
    await load();
    emulator.world.instances.remove(42);
    await expect(load()).rejects.toMatchObject({
      status: 404,
      details: { applicationError: { code: 'INSTANCE_NOT_FOUND' } },
    });
  });

  test('gets no app token for a removed instance', async () => {
    emulator.world.instances.remove(42);
    const strategy = AppStrategy({ appId, appSecret, instanceId: instanceIdOf(42) });
    // The message comes from the strategy. getAppInstance() replaces it with a "System error" that
    // has no status.
    await expect(strategy.getAuthHeaders(undefined)).rejects.toThrow(/404, request id: \d+\.\d+$/);
  });

  test('reads status and request id of a throttled call', async () => {
    emulator.world.faults.set('get_app_instance', { mode: 'throttle' });
    await expect(loaderOf(instanceIdOf(42))()).rejects.toMatchObject({
      status: 429,
      requestId: expect.stringMatching(/^\d{10}\.\d+$/),
    });
  });
});
