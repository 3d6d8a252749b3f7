import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ACCESS_TOKEN_KEY } from '../../emulator/tokens/access-token-format.ts';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf, ownerIdOf } from '../../emulator/instances/instance-id.ts';
import { verifyToken } from '../../emulator/tokens/verify-token.ts';
import { mintToken } from '../../emulator/tokens/mint-token.ts';
import type { Visitor } from './page-view.ts';
import { createMint, type Issuer, personIdOf, type TokenCrypto } from './tokens.ts';

const CRYPTO: TokenCrypto = {
  encode: (text) => Buffer.from(text).toString('base64url'),
  hmac: (key, text) => createHmac('sha256', key).update(text).digest('base64url'),
};
const NOW = 1_764_000_000;
const ISSUER: Issuer = {
  appId: DEVELOPMENT_APP.WIX_CLIENT_ID,
  appSecret: DEVELOPMENT_APP.WIX_CLIENT_SECRET,
  accessTokenKey: ACCESS_TOKEN_KEY,
  issuedAt: NOW,
  expiresAt: NOW + 14_400,
};
const VISITOR: Visitor = { id: 0xbeef, site: 42, kind: 'opaque', subject: 'visitor' };

const judge = (token: string, now = NOW) => verifyToken(token, DEVELOPMENT_APP, now * 1000);
const mint = createMint(ISSUER, CRYPTO);

describe.each(['opaque', 'signed'] as const)('a token that is %s', (kind) => {
  test('carries subject, instance and expiry, which Wix reads back', () => {
    expect(judge(mint({ ...VISITOR, kind }))).toEqual({
      appId: ISSUER.appId,
      instanceId: instanceIdOf(42),
      subject: { type: 'VISITOR', id: personIdOf(0xbeef) },
      issuedAt: NOW,
      expiresAt: NOW + 14_400,
    });
  });

  test("belongs to the site's owner in the editor", () => {
    expect(judge(mint({ ...VISITOR, kind, subject: 'editor' }))?.subject).toEqual({
      type: 'USER',
      id: ownerIdOf(instanceIdOf(42)),
    });
  });

  test("has the shape and length of the emulator's own", () => {
    const order = { kind, instance: 42, ageSeconds: 0, expiresInSeconds: 14_400 };
    const { token } = mintToken(order, {
      app: DEVELOPMENT_APP,
      now: NOW * 1000,
      random: () => 0.5,
    });
    const own = mint({ ...VISITOR, kind });
    expect(own).toHaveLength(token.length);
    expect(own.split('.')).toHaveLength(token.split('.').length);
    if (kind === 'opaque') expect(own.length).toBeGreaterThan(700);
  });

  test('differs from visitor to visitor, and is stable for each', () => {
    const other = { ...VISITOR, kind, id: 0xbeee };
    expect(mint(other)).not.toBe(mint({ ...VISITOR, kind }));
    expect(mint(other)).toBe(mint({ ...other }));
  });

  test('is refused with a wrong key, after its expiry, or for an unknown app', () => {
    const bad = (but: Partial<Issuer>) =>
      createMint({ ...ISSUER, ...but }, CRYPTO)({ ...VISITOR, kind });
    expect(judge(bad({ appSecret: 'x', accessTokenKey: 'x' }))).toBeUndefined();
    expect(judge(bad({ expiresAt: NOW }))).toBeUndefined();
    if (kind === 'signed') expect(judge(bad({ appId: 'x' }))).toBeUndefined();
  });
});
