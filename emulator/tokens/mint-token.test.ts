import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ACCESS_TOKEN_KEY } from './access-token-format.ts';
import { mintAccessToken, verifyAccessToken } from './access-token.ts';
import { DEVELOPMENT_APP } from '../development-app.ts';
import { instanceIdOf } from '../instances/instance-id.ts';
import { mintToken, TOKEN_SUBJECTS, type TokenOrder } from './mint-token.ts';
import { NOON } from '../test-support/use-emulator.ts';

const mint = (order: TokenOrder) =>
  mintToken(order, { app: DEVELOPMENT_APP, now: NOON, random: () => 0.5 }).token;

const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

describe('opaque access tokens', () => {
  test('are as long as Wix’s own, 700 to 1,000 bytes, for every subject', () => {
    const tokens = TOKEN_SUBJECTS.map((subject) => mint({ subject, instance: 999_999 }));
    const app = { type: 'APP', id: DEVELOPMENT_APP.WIX_CLIENT_ID } as const;
    const claims = {
      appId: app.id,
      instanceId: instanceIdOf(0),
      issuedAt: NOON / 1000,
      expiresAt: NOON / 1000,
    };
    tokens.push(mintAccessToken({ ...claims, subject: app }));
    for (const { length } of tokens) {
      expect(length).toBeGreaterThanOrEqual(700);
      expect(length).toBeLessThanOrEqual(1000);
    }
  });

  test("have Wix's shape: OauthNG.JWS, an HS256 header, a payload with JSON inside JSON", () => {
    const [prefix, jws, header, payload, signature] = mint({ instance: 7 }).split('.');
    expect([prefix, jws]).toEqual(['OauthNG', 'JWS']);
    expect(decode(header)).toMatchObject({ alg: 'HS256' });
    expect(decode(payload)).toMatchObject({ iat: NOON / 1000, exp: NOON / 1000 + 14_400 });
    expect(JSON.parse(decode(payload).data).instance).toMatchObject({
      instanceId: instanceIdOf(7),
      appDefId: DEVELOPMENT_APP.WIX_CLIENT_ID,
      permissions: '',
    });
    expect(signature).toBe(
      createHmac('sha256', ACCESS_TOKEN_KEY).update(`${header}.${payload}`).digest('base64url'),
    );
  });

  test('are refused when any character has changed', () => {
    const token = mint({});
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom('A', 'z', '.', '-'),
        (at, character) => {
          fc.pre(token[at] !== character);
          expect(
            verifyAccessToken(token.slice(0, at) + character + token.slice(at + 1)),
          ).toBeUndefined();
        },
      ),
    );
  });

  test('are refused when a correct signature covers an invalid payload', () => {
    const signed = (payload: string) => {
      const text = `e30.${Buffer.from(payload).toString('base64url')}`;
      return `OauthNG.JWS.${text}.${createHmac('sha256', ACCESS_TOKEN_KEY).update(text).digest('base64url')}`;
    };
    for (const payload of ['', 'null', '{}', '{"data":"{}"}', '{"data":"null","iat":1,"exp":2}']) {
      expect(verifyAccessToken(signed(payload))).toBeUndefined();
    }
  });
});

describe('signed instances', () => {
  test("are an HMAC over the payload's base64url text, with the app's secret", () => {
    const [signature, payload] = mint({ kind: 'signed', subject: 'user', instance: 42 }).split('.');
    const expected = createHmac('sha256', DEVELOPMENT_APP.WIX_CLIENT_SECRET)
      .update(payload ?? '')
      .digest('base64url');
    expect(signature).toBe(expected);
    expect(decode(payload)).toEqual({
      instanceId: instanceIdOf(42),
      appDefId: DEVELOPMENT_APP.WIX_CLIENT_ID,
      signDate: '2026-11-23T12:00:00.000Z',
      uid: '0e4e0e4e-0000-4000-8000-00000000002a',
      permissions: 'OWNER',
      siteOwnerId: '0e4e0e4e-0000-4000-8000-00000000002a',
      demoMode: false,
    });
  });

  test('name the subject: a member has a siteMemberId, a visitor an aid', () => {
    const member = decode(mint({ kind: 'signed', subject: 'member' }).split('.')[1]);
    const visitor = decode(mint({ kind: 'signed', subject: 'visitor' }).split('.')[1]);
    expect(member).toMatchObject({ permissions: '', siteMemberId: member.uid });
    expect(visitor).toMatchObject({ permissions: '', uid: null, aid: expect.any(String) });
  });

  test('have an expirationDate when one was ordered, and a signDate by their age', () => {
    const token = mint({ kind: 'signed', expiresInSeconds: 60, ageSeconds: 30 });
    expect(decode(token.split('.')[1])).toMatchObject({
      signDate: '2026-11-23T11:59:30.000Z',
      expirationDate: '2026-11-23T12:01:00.000Z',
    });
  });
});
