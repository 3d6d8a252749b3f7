import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import type { AppToken, Upstream } from '../../src/resilience/failure.ts';
import { createFakeUpstream, FAKE } from '../../src/test-support/fake-upstream.ts';
import { redirectWixCalls } from '../../src/wix/redirect-wix-calls.ts';
import { createTimeLimit } from '../../src/resilience/time-limit.ts';
import { createWixUpstream } from '../../src/wix/wix-calls.ts';

/** An implementation of the port, and what is true in its world. */
interface World {
  readonly upstream: Upstream;
  readonly clientId: string;
  readonly instanceId: string;
  /** No instance of the app. */
  readonly unknownInstanceId: string;
  /** A token of `instanceId`; without one, an app token has to do. */
  readonly visitorToken?: string;
}

const UNKNOWN = 'dead0000-0000-4000-8000-00000000dead';

/** What the endpoint relies on, whoever answers. Run against the fake, it keeps the fake honest. */
function describePort(name: string, world: () => World): void {
  describe(`the Wix port, answered by ${name}`, () => {
    async function exchange(): Promise<AppToken> {
      const { upstream, instanceId } = world();
      const answer = await upstream.appToken(instanceId);
      if (answer.kind !== 'answered') throw new Error(`no app token: ${answer.kind}`);
      return answer.value;
    }

    it('exchanges the app’s secret for a token that lives for hours', async () => {
      const { token, lifetimeMs } = await exchange();
      expect(token.length).toBeGreaterThan(5);
      expect(lifetimeMs).toBeGreaterThan(60 * 60_000);
    });

    it('knows a token’s app, instance and expiry', async () => {
      const { upstream, clientId, instanceId, visitorToken } = world();
      const answer = await upstream.tokenInfo(visitorToken ?? (await exchange()).token);
      expect(answer).toMatchObject({
        kind: 'answered',
        value: { active: true, clientId, instanceId },
      });
    });

    it.each(['not-a-token', 'OauthNG.JWS.eyJhbGciOiJIUzI1NiJ9.e30.AAAA', 'AAAA.e30'])(
      'says of %s that it is not active, and nothing else',
      async (token) => {
        expect(await world().upstream.tokenInfo(token)).toEqual({
          kind: 'answered',
          value: { active: false },
        });
      },
    );

    it('gives the instance that the app token speaks for', async () => {
      const { upstream, instanceId } = world();
      const answer = await upstream.getAppInstance(instanceId, (await exchange()).token);
      expect(answer).toMatchObject({ kind: 'answered', value: { instance: { instanceId } } });
      expect(answer).toHaveProperty('value.site.siteId');
    });

    it('no longer takes an app token that is none', async () => {
      const { upstream, instanceId } = world();
      const answer = await upstream.getAppInstance(instanceId, 'not-an-app-token');
      expect(answer).toEqual({ kind: 'unauthorized' });
    });

    it('says of an id that nobody has that it is not found', async () => {
      const { upstream, unknownInstanceId } = world();
      expect(await upstream.appToken(unknownInstanceId)).toEqual({ kind: 'not_found' });
    });
  });
}

describePort('the fake', () => ({ upstream: createFakeUpstream(), ...FAKE }));

describe('emulated', () => {
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
  describePort('the real SDK and the emulator', () => ({
    upstream: sdkUpstream(DEVELOPMENT_APP.WIX_CLIENT_ID, DEVELOPMENT_APP.WIX_CLIENT_SECRET),
    clientId: DEVELOPMENT_APP.WIX_CLIENT_ID,
    instanceId: instanceIdOf(4),
    unknownInstanceId: UNKNOWN,
    visitorToken: emulator.world.mintToken({ kind: 'opaque', instance: 4 }).token,
  }));
});

const { WIX_CLIENT_ID, WIX_CLIENT_SECRET, WIX_CLIENT_INSTANCE_ID } = process.env;
if (WIX_CLIENT_ID && WIX_CLIENT_SECRET && WIX_CLIENT_INSTANCE_ID) {
  describePort('the real SDK and Wix itself', () => ({
    upstream: sdkUpstream(WIX_CLIENT_ID, WIX_CLIENT_SECRET),
    clientId: WIX_CLIENT_ID,
    instanceId: WIX_CLIENT_INSTANCE_ID,
    unknownInstanceId: UNKNOWN,
  }));
} else {
  it.skip('the Wix port, answered by Wix itself: skipped, WIX_CLIENT_ID, WIX_CLIENT_SECRET and WIX_CLIENT_INSTANCE_ID are not set', () =>
    undefined);
}

function sdkUpstream(appId: string, appSecret: string): Upstream {
  return createWixUpstream({ appId, appSecret }, createTimeLimit(5_000, systemClock));
}
