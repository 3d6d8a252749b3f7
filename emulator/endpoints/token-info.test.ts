import { describe, expect, it } from 'vitest';

import { DEVELOPMENT_APP, OTHER_APP } from '../development-app.ts';
import { instanceIdOf, siteIdOf } from '../instances/instance-id.ts';
import { TOKEN_KINDS, type TokenOrder } from '../tokens/mint-token.ts';
import { NOON, useEmulator } from '../test-support/use-emulator.ts';

const emulator = useEmulator();

async function infoAbout(order: TokenOrder): Promise<unknown> {
  const { token } = emulator.world.mintToken(order);
  return emulator.ask('/oauth2/token-info', { json: { token } });
}

describe.each(TOKEN_KINDS)('POST /oauth2/token-info of a %s token', (kind) => {
  it.each([
    ['visitor', 'VISITOR'],
    ['member', 'MEMBER'],
    ['user', 'USER'],
  ] as const)('says who a %s is', async (subject, subjectType) => {
    expect(await infoAbout({ kind, subject, instance: 42 })).toEqual({
      active: true,
      subjectType,
      subjectId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: NOON / 1000,
      exp: NOON / 1000 + 14_400,
      clientId: DEVELOPMENT_APP.WIX_CLIENT_ID,
      siteId: siteIdOf(instanceIdOf(42)),
      instanceId: instanceIdOf(42),
    });
  });

  it('names the other app of a token that was issued to it', async () => {
    expect(await infoAbout({ kind, otherApp: true })).toMatchObject({
      active: true,
      clientId: OTHER_APP.WIX_CLIENT_ID,
    });
  });

  it('has no instanceId where the token has none', async () => {
    const info = await infoAbout({ kind, noInstance: true });
    expect(info).toMatchObject({ active: true, siteId: expect.any(String) });
    expect(info).not.toHaveProperty('instanceId');
  });

  it('knows a token of an instance that does not exist: only getting the instance fails', async () => {
    const instance = '7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11';
    expect(await infoAbout({ kind, instance })).toMatchObject({
      active: true,
      instanceId: instance,
    });
  });

  it('is inactive when forged', async () => {
    expect(await infoAbout({ kind, forged: true })).toEqual({ active: false });
  });

  it('is inactive when expired', async () => {
    expect(await infoAbout({ kind, expiresInSeconds: -1 })).toEqual({ active: false });
  });

  it('is active until the second of its expiry', async () => {
    const { token } = emulator.world.mintToken({ kind });
    emulator.now += 14_400_000 - 1;
    expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toMatchObject({
      active: true,
    });
    emulator.now += 1;
    expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toEqual({
      active: false,
    });
  });
});

describe('POST /oauth2/token-info', () => {
  it('calls an unknown token inactive, not an error', async () => {
    for (const token of ['rubbish', 'a.b', 'OauthNG.JWS.a.b.c', 'x.e30']) {
      expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toEqual({
        active: false,
      });
    }
  });

  it('refuses a refresh token', async () => {
    const json = { grant_type: 'anonymous', client_id: DEVELOPMENT_APP.WIX_CLIENT_ID };
    const { refresh_token } = await emulator.ask('/oauth2/token', { json });
    expect(await emulator.ask('/oauth2/token-info', { json: { token: refresh_token } })).toEqual({
      active: false,
    });
  });

  it.each(['not JSON', '', 'null', '{}', '{"token":7}', '{"token":""}'])(
    'answers 400 to the body %j',
    async (body) => {
      const response = await fetch(`${emulator.origin}/oauth2/token-info`, {
        method: 'POST',
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        details: { applicationError: { code: 'INVALID_ARGUMENT' } },
      });
      expect(response.headers.get('x-wix-request-id')).toMatch(/^\d{10}\.\d+$/);
    },
  );

  it('answers active, exp and iat as strings when set to', async () => {
    emulator.world.settings.stringly = true;
    expect(await infoAbout({})).toMatchObject({
      active: 'true',
      iat: String(NOON / 1000),
      exp: String(NOON / 1000 + 14_400),
    });
    expect(await infoAbout({ forged: true })).toEqual({ active: 'false' });
  });
});
