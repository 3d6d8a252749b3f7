import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_ID, INSTANCE_ID, signInstance, signText } from '../test-support/sign-instance.ts';
import { decodeClaimedInstance } from './claimed-instance.ts';

const decode = (token: string) => decodeClaimedInstance(token, CLIENT_ID);
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** A token of Wix's shape, around any text as its payload. */
const opaqueOf = (payload: string) =>
  `OauthNG.JWS.${base64url('{"alg":"HS256"}')}.${base64url(payload)}.${'A'.repeat(43)}`;
const opaque = (instance: unknown) =>
  opaqueOf(JSON.stringify({ data: JSON.stringify({ instance }), iat: 1, exp: 2 }));

const OURS = { instanceId: INSTANCE_ID, appDefId: CLIENT_ID };

describe('decodeClaimedInstance', () => {
  it('reads what an opaque token claims, whoever signed it', () => {
    expect(decode(opaque(OURS))).toBe(INSTANCE_ID);
  });

  it('reads it also where data is JSON, and not a text of JSON', () => {
    expect(decode(opaqueOf(JSON.stringify({ data: { instance: OURS } })))).toBe(INSTANCE_ID);
  });

  it('reads what a signed instance claims, whoever signed it and whenever', () => {
    expect(decode(signInstance())).toBe(INSTANCE_ID);
    expect(decode(signText(JSON.stringify(OURS), 'another-secret'))).toBe(INSTANCE_ID);
  });

  it.each([['another-app'], [undefined], [null], [CLIENT_ID.toUpperCase()]])(
    'reads nothing from a token of app %o',
    (appDefId) => {
      expect(decode(opaque({ ...OURS, appDefId }))).toBeUndefined();
      expect(decode(signInstance({ appDefId }))).toBeUndefined();
    },
  );

  it.each([[undefined], [null], [''], [42], [{}], [[INSTANCE_ID]]])(
    'reads nothing from an instanceId that is %o',
    (instanceId) => {
      expect(decode(opaque({ ...OURS, instanceId }))).toBeUndefined();
      expect(decode(signInstance({ instanceId }))).toBeUndefined();
    },
  );

  it.each(['', 'null', '[]', '"text"', '42', '{', '{}', '{"data":null}', '{"data":"{"}', '\0'])(
    'reads nothing from the payload %o',
    (payload) => {
      expect(decode(opaqueOf(payload))).toBeUndefined();
      expect(decode(signText(payload))).toBeUndefined();
    },
  );

  it.each([
    ['no prefix', (token: string) => token.replace('OauthNG.JWS.', '')],
    ['another prefix', (token: string) => token.replace('JWS', 'JWE')],
    ['no signature', (token: string) => token.replace(/\.A+$/, '')],
    ['a part too many', (token: string) => `${token}.A`],
    ['something before it', (token: string) => `x${token}`],
    ['a line break at the end', (token: string) => `${token}\n`],
  ])('reads nothing from an opaque token with %s', (_, spoil) => {
    expect(decode(spoil(opaque(OURS)))).toBeUndefined();
  });

  it('never throws, and reads nothing, whatever it is given', () => {
    const anyToken = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((text) => `OauthNG.JWS.${text}`),
      fc.string({ unit: 'binary' }).map(opaqueOf),
      fc.jsonValue().map((data) => opaqueOf(JSON.stringify({ data }))),
      fc.jsonValue().map(opaque),
    );
    fc.assert(
      fc.property(anyToken, (token) => decode(token) === undefined),
      { numRuns: 500 },
    );
  });
});
