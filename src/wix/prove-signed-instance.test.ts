import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacSha256Check } from '../node-crypto.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  INSTANCE_ID,
  SIGNED_PAYLOAD,
  signInstance,
  signText,
} from '../test-support/sign-instance.ts';
import { proveSignedInstance } from './prove-signed-instance.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const HOUR_MS = 3_600_000;
const MAX_AGE_MS = 4 * HOUR_MS;

function prove(token: string, nowMs = NOON) {
  return proveSignedInstance(token, {
    clientId: CLIENT_ID,
    signatureMatches: hmacSha256Check(CLIENT_SECRET),
    maxAgeMs: MAX_AGE_MS,
    nowMs,
  });
}

/** At `hours` from the moment the usual payload is signed. */
const at = (hours: number) => NOON + hours * HOUR_MS;
const date = (ms: number) => new Date(ms).toISOString();

describe('proveSignedInstance', () => {
  it('proves what the app secret signed, of this app and in date', () => {
    expect(prove(signInstance())).toEqual({
      subjectType: 'VISITOR',
      clientId: CLIENT_ID,
      instanceId: INSTANCE_ID,
      siteId: undefined,
      expiresAtMs: NOON + MAX_AGE_MS,
    });
  });

  it('proves a payload in letters of any script', () => {
    expect(prove(signInstance({ uid: 'Łukasz 🎉' }))?.instanceId).toBe(INSTANCE_ID);
  });

  it('does not prove what another secret signed', () => {
    expect(prove(signText(JSON.stringify(SIGNED_PAYLOAD), 'another-secret'))).toBeUndefined();
  });

  it('does not prove a payload under the signature of another', () => {
    const [signature] = signInstance().split('.');
    const [, payload] = signInstance({ permissions: 'OWNER' }).split('.');
    expect(prove(`${signature}.${payload}`)).toBeUndefined();
  });

  it.each([['another-app'], [undefined], [null], [''], [CLIENT_ID.toUpperCase()]])(
    'does not prove an instance of app %o',
    (appDefId) => {
      expect(prove(signInstance({ appDefId }))).toBeUndefined();
    },
  );

  it.each([[undefined], [null], [''], [42], [{}], [[INSTANCE_ID]]])(
    'does not prove an instanceId that is %o',
    (instanceId) => {
      expect(prove(signInstance({ instanceId }))).toBeUndefined();
    },
  );

  it.each([[undefined], [null], [''], ['yesterday'], [NOON], [{}]])(
    'does not prove a signDate that is %o, whatever expires when',
    (signDate) => {
      expect(prove(signInstance({ signDate }))).toBeUndefined();
      expect(prove(signInstance({ signDate, expirationDate: date(at(1)) }))).toBeUndefined();
    },
  );

  it('lets a signDate count until the maximum age, and not a millisecond longer', () => {
    expect(prove(signInstance(), at(4) - 1)).toBeDefined();
    expect(prove(signInstance(), at(4))).toBeUndefined();
  });

  it('lets an expirationDate shorten what the signDate would allow', () => {
    const token = signInstance({ expirationDate: date(at(1)) });
    expect(prove(token, at(1) - 1)?.expiresAtMs).toBe(at(1));
    expect(prove(token, at(1))).toBeUndefined();
  });

  it('lets an expirationDate lengthen what the signDate would allow', () => {
    const token = signInstance({ expirationDate: date(at(9)) });
    expect(prove(token, at(9) - 1)?.expiresAtMs).toBe(at(9));
    expect(prove(token, at(9))).toBeUndefined();
  });

  it('goes by the signDate where the expirationDate is null', () => {
    expect(prove(signInstance({ expirationDate: null }))?.expiresAtMs).toBe(at(4));
  });

  it.each([[''], ['never'], [0], [4_102_444_800_000], [{}], [true]])(
    'does not prove an expirationDate that is %o: it is there, and says nothing',
    (expirationDate) => {
      expect(prove(signInstance({ expirationDate }))).toBeUndefined();
    },
  );

  it('bears a clock of the signer that is five minutes ahead, and no more', () => {
    const fiveMinutes = 5 * 60_000;
    expect(prove(signInstance({ signDate: date(NOON + fiveMinutes) }))).toBeDefined();
    expect(prove(signInstance({ signDate: date(NOON + fiveMinutes + 1) }))).toBeUndefined();
    const lasting = { signDate: date(NOON + fiveMinutes + 1), expirationDate: date(at(9)) };
    expect(prove(signInstance(lasting))).toBeUndefined();
  });

  it.each(['', 'null', '[]', '"text"', '42', 'true', '{', '{"instanceId":', 'not json', '\0'])(
    'does not prove a payload that is %o, though it is signed',
    (text) => {
      expect(prove(signText(text))).toBeUndefined();
    },
  );

  it('does not prove a signed text that is no base64', () => {
    const payload = 'A';
    const token = `${'A'.repeat(43)}.${payload}`;
    const proof = proveSignedInstance(token, {
      clientId: CLIENT_ID,
      signatureMatches: () => true,
      maxAgeMs: MAX_AGE_MS,
      nowMs: NOON,
    });
    expect(proof).toBeUndefined();
  });

  it.each([
    ['OWNER', undefined, 'USER'],
    ['OWNER', 'member-1', 'USER'],
    ['', 'member-1', 'MEMBER'],
    ['', undefined, 'VISITOR'],
    ['', '', 'VISITOR'],
    ['owner', undefined, 'VISITOR'],
    [['OWNER'], undefined, 'VISITOR'],
    [undefined, undefined, 'VISITOR'],
    ['ADMIN', 'member-1', 'MEMBER'],
  ])('takes permissions %o and siteMemberId %o for a %s', (permissions, siteMemberId, subject) => {
    expect(prove(signInstance({ permissions, siteMemberId }))?.subjectType).toBe(subject);
  });

  it.each([
    ['no payload', (t: string) => t.split('.')[0] ?? ''],
    ['an empty payload', (t: string) => `${t.split('.')[0] ?? ''}.`],
    ['a third part', (t: string) => `${t}.x`],
    ['padding on the signature', (t: string) => t.replace('.', '=.')],
    ['padding on the payload', (t: string) => `${t}=`],
    ['a line break at the end', (t: string) => `${t}\n`],
    ['a signature cut short', (t: string) => t.slice(1)],
    ['nothing before the dot', (t: string) => `.${t.split('.')[1] ?? ''}`],
  ])('does not prove a token with %s', (_, spoil) => {
    expect(prove(spoil(signInstance()))).toBeUndefined();
  });

  it('never throws on any text, and never proves it', () => {
    const base64url = fc.string({
      unit: fc.constantFrom(
        ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
      ),
      minLength: 1,
      maxLength: 200,
    });
    const likeOne = fc
      .tuple(fc.stringMatching(/^[A-Za-z0-9_-]{43}$/), base64url)
      .map(([signature, payload]) => `${signature}.${payload}`);
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), likeOne),
        (token) => prove(token) === undefined,
      ),
      { numRuns: 500 },
    );
  });

  it('never throws on any signed JSON, and proves none but of this app and instance', () => {
    const anyPayload = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(...Object.keys(SIGNED_PAYLOAD), 'expirationDate'),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(anyPayload, (payload) => prove(signText(JSON.stringify(payload))) === undefined),
    );
  });

  it('never proves a token in which one character was changed', () => {
    const token = signInstance({ permissions: 'OWNER' });
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/';
    expect(prove(token)).toBeDefined();
    for (let at = 0; at < token.length; at += 1) {
      for (const other of characters) {
        if (other === token[at]) continue;
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        if (prove(changed)) expect.unreachable(`${other} for ${token[at]} at ${at} was proven`);
      }
    }
  });
});
