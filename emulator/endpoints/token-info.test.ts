import { describe, expect, test } from 'vitest';

import { DEVELOPMENT_APP, OTHER_APP } from '../development-app.ts';
import { instanceIdOf, siteIdOf } from '../instances/instance-id.ts';
import { mintAccessToken } from '../tokens/access-token.ts';
import { TOKEN_KINDS, type TokenOrder } from '../tokens/mint-token.ts';
import { NOON, useEmulator } from '../test-support/use-emulator.ts';

const emulator = useEmulator();

async function infoAbout(order: TokenOrder): Promise<unknown> {
  const { token } = emulator.world.mintToken(order);
  return emulator.ask('/oauth2/token-info', { json: { token } });
}

describe.each(TOKEN_KINDS)('POST /oauth2/token-info of a %s token', (kind) => {
  test.each([
    ['visitor', 'VISITOR'],
    ['member', 'MEMBER'],
    ['user', 'USER'],
  ] as const)('returns the subject of a %s', async (subject, subjectType) => {
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

  test('returns the other app’s id for a token of another app', async () => {
    expect(await infoAbout({ kind, otherApp: true })).toMatchObject({
      active: true,
      clientId: OTHER_APP.WIX_CLIENT_ID,
    });
  });

  test('returns no instanceId when the token has none', async () => {
    const info = await infoAbout({ kind, noInstance: true });
    expect(info).toMatchObject({ active: true, siteId: expect.any(String) });
    expect(info).not.toHaveProperty('instanceId');
  });

  test('accepts a token of an instance that does not exist', async () => {
    const instance = '7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11';
    expect(await infoAbout({ kind, instance })).toMatchObject({
      active: true,
      instanceId: instance,
    });
  });

  test('returns inactive for a forged token', async () => {
    expect(await infoAbout({ kind, forged: true })).toEqual({ active: false });
  });

  test('returns inactive for an expired token', async () => {
    expect(await infoAbout({ kind, expiresInSeconds: -1 })).toEqual({ active: false });
  });

  test('returns active until the second of its expiry', async () => {
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
  test('returns inactive for an unknown token', async () => {
    for (const token of ['rubbish', 'a.b', 'OauthNG.JWS.a.b.c', 'x.e30']) {
      expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toEqual({
        active: false,
      });
    }
  });

  test('refuses a refresh token', async () => {
    const json = { grant_type: 'anonymous', client_id: DEVELOPMENT_APP.WIX_CLIENT_ID };
    const { refresh_token } = await emulator.ask('/oauth2/token', { json });
    expect(await emulator.ask('/oauth2/token-info', { json: { token: refresh_token } })).toEqual({
      active: false,
    });
  });

  test.each(['not JSON', '', 'null', '{}', '{"token":7}', '{"token":""}'])(
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

  test('returns active, exp and iat as strings when set to do so', async () => {
    emulator.world.settings.stringly = true;
    expect(await infoAbout({})).toMatchObject({
      active: 'true',
      iat: String(NOON / 1000),
      exp: String(NOON / 1000 + 14_400),
    });
    expect(await infoAbout({ forged: true })).toEqual({ active: 'false' });
  });
});

describe('POST /oauth2/token-info and the limit of 200 requests a minute', () => {
  const infoOf = (token: string) => emulator.call('/oauth2/token-info', { json: { token } });

  async function statusesOf(calls: number, order: TokenOrder): Promise<number[]> {
    const { token } = emulator.world.mintToken(order);
    const statuses = new Set<number>();
    for (let call = 0; call < calls; call++) statuses.add((await infoOf(token)).status);
    return [...statuses];
  }

  test('does not count by default', async () => {
    expect(await statusesOf(201, { instance: 42 })).toEqual([200]);
  });

  test('counts together with GET /apps/v1/instance when set to do so', async () => {
    emulator.world.settings.tokenInfoCountsTowardsLimit = true;
    expect(await statusesOf(200, { instance: 42 })).toEqual([200]);
    expect(await statusesOf(1, { instance: 42 })).toEqual([429]);
    expect(await statusesOf(1, { instance: 43 })).toEqual([200]);

    const authorization = mintAccessToken({
      appId: DEVELOPMENT_APP.WIX_CLIENT_ID,
      instanceId: instanceIdOf(42),
      subject: { type: 'APP', id: DEVELOPMENT_APP.WIX_CLIENT_ID },
      issuedAt: NOON / 1000,
      expiresAt: NOON / 1000 + 60,
    });
    const refused = await emulator.call('/apps/v1/instance', { headers: { authorization } });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  });

  test('never counts an invalid token', async () => {
    emulator.world.settings.tokenInfoCountsTowardsLimit = true;
    expect(await statusesOf(201, { instance: 42, forged: true })).toEqual([200]);
  });
});
