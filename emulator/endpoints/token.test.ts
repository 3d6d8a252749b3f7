import { describe, expect, test } from 'vitest';

import { DEVELOPMENT_APP } from '../development-app.ts';
import { instanceIdOf } from '../instances/instance-id.ts';
import { useEmulator } from '../test-support/use-emulator.ts';

const { WIX_CLIENT_ID: client_id, WIX_CLIENT_SECRET: client_secret } = DEVELOPMENT_APP;
const emulator = useEmulator();

const post = (json: unknown) => emulator.call('/oauth2/token', { json });
const tokenInfo = (token: string) => emulator.ask('/oauth2/token-info', { json: { token } });

async function errorCode(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toContain('application/json');
  const { details } = await response.json();
  return [response.status, details.applicationError.code];
}

describe('grant client_credentials', () => {
  const grant = {
    grant_type: 'client_credentials',
    client_id,
    client_secret,
    instance_id: instanceIdOf(42),
  };

  test('issues an app token for one instance, valid for four hours', async () => {
    const answer = await (await post(grant)).json();
    expect(answer).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 14_400,
    });
    expect(await tokenInfo(answer.access_token)).toMatchObject({
      subjectType: 'APP',
      subjectId: client_id,
      instanceId: instanceIdOf(42),
    });
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }],
    ['a wrong app id', { client_id: 'wrong' }],
    ['no secret', { client_secret: undefined }],
  ])('answers 401 to %s', async (_, wrong) => {
    expect(await errorCode(await post({ ...grant, ...wrong }))).toEqual([401, 'INVALID_CLIENT']);
  });

  test.each([
    ['an instance that never was', { instance_id: '7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11' }],
    ['no instance', { instance_id: undefined }],
  ])('answers 404 for %s', async (_, wrong) => {
    expect(await errorCode(await post({ ...grant, ...wrong }))).toEqual([
      404,
      'INSTANCE_NOT_FOUND',
    ]);
  });

  test('answers 404 while the instance is removed, and 200 after it is restored', async () => {
    emulator.world.instances.remove(42);
    expect(await errorCode(await post(grant))).toEqual([404, 'INSTANCE_NOT_FOUND']);
    emulator.world.instances.restore(42);
    expect((await post(grant)).status).toBe(200);
  });

  test('accepts a form or JSON, in camelCase or snake_case', async () => {
    const form = await fetch(`${emulator.origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(grant),
    });
    expect(form.status).toBe(200);
    const camel = await post({
      grantType: 'client_credentials',
      clientId: client_id,
      clientSecret: client_secret,
      instanceId: instanceIdOf(42),
    });
    expect(camel.status).toBe(200);
  });
});

describe('grant strip_bound_session', () => {
  test('issues a new token of the same subject', async () => {
    const { token: access_token } = emulator.world.mintToken({ subject: 'member', instance: 5 });
    const before = await tokenInfo(access_token);
    emulator.now += 1_000;
    const answer = await (
      await post({ grant_type: 'strip_bound_session', access_token, client_secret })
    ).json();
    expect(answer).toMatchObject({ expires_in: 14_400 });
    expect(await tokenInfo(answer.access_token)).toEqual({
      ...before,
      iat: before.iat + 1,
      exp: before.exp + 1,
    });
  });

  test('answers 401 to a bad token and to a wrong secret', async () => {
    const { token: good } = emulator.world.mintToken({});
    const { token: expired } = emulator.world.mintToken({ expiresInSeconds: -1 });
    const grant = { grant_type: 'strip_bound_session', client_secret };
    expect(await errorCode(await post({ ...grant, access_token: expired }))).toEqual([
      401,
      'INVALID_TOKEN',
    ]);
    expect(await errorCode(await post(grant))).toEqual([401, 'INVALID_TOKEN']);
    expect(
      await errorCode(await post({ ...grant, access_token: good, client_secret: 'wrong' })),
    ).toEqual([401, 'INVALID_CLIENT']);
  });
});

describe('grants anonymous and refresh_token', () => {
  const grant = { grant_type: 'anonymous', client_id };

  test('create a visitor of the app’s own instance, then return the same visitor', async () => {
    const first = await (await post(grant)).json();
    const visitor = await tokenInfo(first.access_token);
    expect(visitor).toMatchObject({
      subjectType: 'VISITOR',
      instanceId: DEVELOPMENT_APP.WIX_CLIENT_INSTANCE_ID,
    });

    emulator.now += 5 * 3_600_000;
    expect(await tokenInfo(first.access_token)).toEqual({ active: false });
    const { refresh_token } = first;
    const second = await (
      await post({ grant_type: 'refresh_token', client_id, refresh_token })
    ).json();
    expect(second).toMatchObject({ expires_in: 14_400, refresh_token: expect.any(String) });
    expect(await tokenInfo(second.access_token)).toMatchObject({
      active: true,
      subjectId: visitor.subjectId,
    });
  });

  test('create a different visitor each time', async () => {
    const visitors = [await (await post(grant)).json(), await (await post(grant)).json()];
    const infos = await Promise.all(visitors.map(({ access_token }) => tokenInfo(access_token)));
    expect(infos[0].subjectId).not.toBe(infos[1].subjectId);
  });

  test('answer 401 to another app', async () => {
    expect(await errorCode(await post({ ...grant, client_id: 'wrong' }))).toEqual([
      401,
      'INVALID_CLIENT',
    ]);
    const refresh = { grant_type: 'refresh_token', client_id: 'wrong', refresh_token: 'any' };
    expect(await errorCode(await post(refresh))).toEqual([401, 'INVALID_CLIENT']);
  });

  test('answer 401 to an access token, and to a refresh token that is a year old', async () => {
    const { access_token, refresh_token } = await (await post(grant)).json();
    const refresh = { grant_type: 'refresh_token', client_id };
    expect(await errorCode(await post({ ...refresh, refresh_token: access_token }))).toEqual([
      401,
      'INVALID_TOKEN',
    ]);
    emulator.now += 365 * 86_400_000;
    expect(await errorCode(await post({ ...refresh, refresh_token }))).toEqual([
      401,
      'INVALID_TOKEN',
    ]);
  });
});

describe('POST /oauth2/token', () => {
  test('answers 400 to an unknown or missing grant, and to a body that is not JSON', async () => {
    expect(await errorCode(await post({ grant_type: 'password' }))).toEqual([
      400,
      'UNSUPPORTED_GRANT_TYPE',
    ]);
    expect(await errorCode(await post({}))).toEqual([400, 'UNSUPPORTED_GRANT_TYPE']);
    const broken = await fetch(`${emulator.origin}/oauth2/token`, {
      method: 'POST',
      body: '{"grant',
    });
    expect(await errorCode(broken)).toEqual([400, 'INVALID_ARGUMENT']);
  });
});
