import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import { createFakeWix, FAKE } from '../../src/test-support/fake-wix.ts';
import { unobservedScope } from '../../src/test-support/unobserved-scope.ts';
import { redirectWixCalls, WIX_ORIGIN } from '../../src/wix/redirect-wix-calls.ts';
import { createSdkCalls } from '../../src/wix/sdk-calls.ts';
import type { AppToken, WixCalls } from '../../src/wix/wix-calls.ts';

/** An implementation of the port, and the facts that hold for it. */
interface World {
  readonly calls: WixCalls;
  readonly appId: string;
  readonly instanceId: string;
  /** An id that is no instance of the app. */
  readonly unknownInstanceId: string;
  /** A token of `instanceId`. Where it is absent, the tests use an app token. */
  readonly visitorToken?: string;
}

const UNKNOWN = 'dead0000-0000-4000-8000-00000000dead';

/** The endpoint relies on these answers. The fake must give them too. */
function describePort(name: string, world: () => World): void {
  describe(`the Wix port, implemented by ${name}`, () => {
    const scope = unobservedScope(systemClock);

    async function exchange(): Promise<AppToken> {
      const { calls, instanceId } = world();
      const result = await calls.appToken(instanceId, scope);
      if (result.kind !== 'answered') throw new Error(`no app token: ${result.kind}`);
      return result.value;
    }

    test('exchanges the app secret for a token with a lifetime of hours', async () => {
      const { token, lifetimeMs } = await exchange();
      expect(token.length).toBeGreaterThan(5);
      expect(lifetimeMs).toBeGreaterThan(60 * 60_000);
    });

    test('returns the app and the instance of a token', async () => {
      const { calls, appId, instanceId, visitorToken } = world();
      const result = await calls.tokenInfo(visitorToken ?? (await exchange()).token, scope);
      expect(result).toMatchObject({ kind: 'active', claims: { appId, instanceId } });
    });

    test.each(['not-a-token', 'OauthNG.JWS.eyJhbGciOiJIUzI1NiJ9.e30.AAAA', 'AAAA.e30'])(
      'returns that %s is inactive, and nothing else',
      async (token) => {
        expect(await world().calls.tokenInfo(token, scope)).toEqual({ kind: 'inactive' });
      },
    );

    test('returns the instance that an app token belongs to', async () => {
      const { calls, instanceId } = world();
      const result = await calls.getAppInstance((await exchange()).token, scope);
      expect(result).toMatchObject({ kind: 'answered', value: { instance: { instanceId } } });
      expect(result).toHaveProperty('value.site.siteId');
    });

    test('returns unauthorized for an invalid app token', async () => {
      const result = await world().calls.getAppInstance('not-an-app-token', scope);
      expect(result).toEqual({ kind: 'unauthorized' });
    });

    test('returns not_found for an unknown instance', async () => {
      const { calls, unknownInstanceId } = world();
      expect(await calls.appToken(unknownInstanceId, scope)).toEqual({ kind: 'not_found' });
    });
  });
}

describePort('the fake', () => ({ calls: createFakeWix(), ...FAKE }));

describe('with redirected calls', () => {
  const realFetch = globalThis.fetch;
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
    redirectWixCalls(emulator.origin);
  });
  afterAll(async () => {
    globalThis.fetch = realFetch;
    await emulator.close();
  });
  describePort('the SDK and the emulator', () => ({
    calls: sdkCalls(DEVELOPMENT_APP.WIX_CLIENT_ID, DEVELOPMENT_APP.WIX_CLIENT_SECRET),
    appId: DEVELOPMENT_APP.WIX_CLIENT_ID,
    instanceId: instanceIdOf(4),
    unknownInstanceId: UNKNOWN,
    visitorToken: emulator.world.mintToken({ kind: 'opaque', instance: 4 }).token,
  }));
});

const { WIX_CLIENT_ID, WIX_CLIENT_SECRET, WIX_CLIENT_INSTANCE_ID } = process.env;
if (WIX_CLIENT_ID && WIX_CLIENT_SECRET && WIX_CLIENT_INSTANCE_ID) {
  describePort('the SDK and Wix itself', () => ({
    calls: sdkCalls(WIX_CLIENT_ID, WIX_CLIENT_SECRET),
    appId: WIX_CLIENT_ID,
    instanceId: WIX_CLIENT_INSTANCE_ID,
    unknownInstanceId: UNKNOWN,
  }));
} else {
  test.skip('the Wix port, implemented by Wix itself: WIX_CLIENT_ID, WIX_CLIENT_SECRET and WIX_CLIENT_INSTANCE_ID are not set', () =>
    undefined);
}

function sdkCalls(appId: string, appSecret: string): WixCalls {
  return createSdkCalls({
    credentials: { appId, appSecret },
    wixApiOrigin: WIX_ORIGIN,
    timeoutMs: 5_000,
    clock: systemClock,
  });
}
