import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BAD_INSTANCE_IDS, BAD_PAYLOADS, FOREIGN_APP_IDS } from '../../test-support/bad-tokens.ts';
import { APP_ID, INSTANCE_ID, signInstance, signText } from '../../test-support/sign-instance.ts';
import { decodeClaimedInstance } from './claimed-instance.ts';

const decode = (token: string) => decodeClaimedInstance(token, APP_ID);
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** A token in Wix's format, with any text as its payload. */
const opaqueOf = (payload: string) =>
  `OauthNG.JWS.${base64url('{"alg":"HS256"}')}.${base64url(payload)}.${'A'.repeat(43)}`;
const opaque = (instance: unknown) =>
  opaqueOf(JSON.stringify({ data: JSON.stringify({ instance }), iat: 1, exp: 2 }));

const OURS = { instanceId: INSTANCE_ID, appDefId: APP_ID };

describe('decodeClaimedInstance', () => {
  test('decodes the claim of an opaque token, whoever signed it', () => {
    expect(decode(opaque(OURS))).toBe(INSTANCE_ID);
  });

  test('decodes the claim also where data is an object instead of a string', () => {
    expect(decode(opaqueOf(JSON.stringify({ data: { instance: OURS } })))).toBe(INSTANCE_ID);
  });

  test('decodes the claim of a signed instance, whoever signed it', () => {
    expect(decode(signInstance())).toBe(INSTANCE_ID);
    expect(decode(signText(JSON.stringify(OURS), 'another-secret'))).toBe(INSTANCE_ID);
  });

  test('compares app ids, and returns instance ids, without regard to case', () => {
    const inCapitals = {
      instanceId: INSTANCE_ID.toUpperCase(),
      appDefId: APP_ID.toUpperCase(),
    };
    expect(decode(opaque(inCapitals))).toBe(INSTANCE_ID);
    expect(decode(signInstance(inCapitals))).toBe(INSTANCE_ID);
  });

  test.each(FOREIGN_APP_IDS)('returns undefined for a token of app %o', (appDefId) => {
    expect(decode(opaque({ ...OURS, appDefId }))).toBeUndefined();
    expect(decode(signInstance({ appDefId }))).toBeUndefined();
  });

  test.each(BAD_INSTANCE_IDS)('returns undefined for the instanceId %o', (instanceId) => {
    expect(decode(opaque({ ...OURS, instanceId }))).toBeUndefined();
    expect(decode(signInstance({ instanceId }))).toBeUndefined();
  });

  test.each(BAD_PAYLOADS)('returns undefined for the payload %o', (payload) => {
    expect(decode(opaqueOf(payload))).toBeUndefined();
    expect(decode(signText(payload))).toBeUndefined();
  });

  test.each([
    ['no prefix', (token: string) => token.replace('OauthNG.JWS.', '')],
    ['another prefix', (token: string) => token.replace('JWS', 'JWE')],
    ['no signature', (token: string) => token.replace(/\.A+$/, '')],
    ['an additional part', (token: string) => `${token}.A`],
    ['text before it', (token: string) => `x${token}`],
    ['a line break at the end', (token: string) => `${token}\n`],
  ])('returns undefined for an opaque token with %s', (_, spoil) => {
    expect(decode(spoil(opaque(OURS)))).toBeUndefined();
  });

  test('never throws, and returns undefined for any text', () => {
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
