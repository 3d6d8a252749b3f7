import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { hmacSha256Check } from '../../node-crypto.ts';
import { BAD_INSTANCE_IDS, BAD_PAYLOADS, FOREIGN_APP_IDS } from '../../test-support/bad-tokens.ts';
import {
  APP_ID,
  APP_SECRET,
  INSTANCE_ID,
  SIGNED_PAYLOAD,
  signInstance,
  signText,
} from '../../test-support/sign-instance.ts';
import { proveSignedInstance } from './prove-signed-instance.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const HOUR_MS = 3_600_000;
const MAX_AGE_MS = 4 * HOUR_MS;

function prove(token: string, nowMs = NOON) {
  return proveSignedInstance(token, {
    appId: APP_ID,
    signatureMatches: hmacSha256Check(APP_SECRET),
    maxAgeMs: MAX_AGE_MS,
    nowMs,
  });
}

/** The time `hours` after the date of the usual payload. */
const at = (hours: number) => NOON + hours * HOUR_MS;
const date = (ms: number) => new Date(ms).toISOString();

describe('proveSignedInstance', () => {
  test('proves a valid payload that is signed with the app secret', () => {
    expect(prove(signInstance())).toEqual({
      subjectType: 'VISITOR',
      appId: APP_ID,
      instanceId: INSTANCE_ID,
      siteId: undefined,
      expiresAtMs: NOON + MAX_AGE_MS,
    });
  });

  test('proves a payload with letters of any script', () => {
    expect(prove(signInstance({ uid: 'Łukasz 🎉' }))?.instanceId).toBe(INSTANCE_ID);
  });

  test('does not prove a payload that is signed with another secret', () => {
    expect(prove(signText(JSON.stringify(SIGNED_PAYLOAD), 'another-secret'))).toBeUndefined();
  });

  test('does not prove a payload with the signature of another payload', () => {
    const [signature] = signInstance().split('.');
    const [, payload] = signInstance({ permissions: 'OWNER' }).split('.');
    expect(prove(`${signature}.${payload}`)).toBeUndefined();
  });

  test('compares app ids, and returns instance ids, without regard to case', () => {
    const token = signInstance({
      instanceId: INSTANCE_ID.toUpperCase(),
      appDefId: APP_ID.toUpperCase(),
    });
    expect(prove(token)).toMatchObject({ appId: APP_ID, instanceId: INSTANCE_ID });
  });

  test.each(FOREIGN_APP_IDS)('does not prove an instance of app %o', (appDefId) => {
    expect(prove(signInstance({ appDefId }))).toBeUndefined();
  });

  test.each(BAD_INSTANCE_IDS)('does not prove the instanceId %o', (instanceId) => {
    expect(prove(signInstance({ instanceId }))).toBeUndefined();
  });

  test.each([[undefined], [null], [''], ['yesterday'], [NOON], [{}]])(
    'does not prove the signDate %o, with or without an expirationDate',
    (signDate) => {
      expect(prove(signInstance({ signDate }))).toBeUndefined();
      expect(prove(signInstance({ signDate, expirationDate: date(at(1)) }))).toBeUndefined();
    },
  );

  test('accepts a signDate until the maximum age, and not a millisecond longer', () => {
    expect(prove(signInstance(), at(4) - 1)).toBeDefined();
    expect(prove(signInstance(), at(4))).toBeUndefined();
  });

  test('accepts an expirationDate that is earlier than the maximum age', () => {
    const token = signInstance({ expirationDate: date(at(1)) });
    expect(prove(token, at(1) - 1)?.expiresAtMs).toBe(at(1));
    expect(prove(token, at(1))).toBeUndefined();
  });

  test('accepts an expirationDate that is later than the maximum age', () => {
    const token = signInstance({ expirationDate: date(at(9)) });
    expect(prove(token, at(9) - 1)?.expiresAtMs).toBe(at(9));
    expect(prove(token, at(9))).toBeUndefined();
  });

  test('applies the maximum age where the expirationDate is null', () => {
    expect(prove(signInstance({ expirationDate: null }))?.expiresAtMs).toBe(at(4));
  });

  test.each([[''], ['never'], [0], [4_102_444_800_000], [{}], [true]])(
    'does not prove the unreadable expirationDate %o',
    (expirationDate) => {
      expect(prove(signInstance({ expirationDate }))).toBeUndefined();
    },
  );

  test('accepts a signer whose clock is up to five minutes ahead', () => {
    const fiveMinutes = 5 * 60_000;
    expect(prove(signInstance({ signDate: date(NOON + fiveMinutes) }))).toBeDefined();
    expect(prove(signInstance({ signDate: date(NOON + fiveMinutes + 1) }))).toBeUndefined();
    const lasting = { signDate: date(NOON + fiveMinutes + 1), expirationDate: date(at(9)) };
    expect(prove(signInstance(lasting))).toBeUndefined();
  });

  describe('in any time zone of this machine', () => {
    const zone = process.env['TZ'];
    afterEach(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });

    test.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati'])(
      'takes a date without a zone for UTC (%s)',
      (timeZone) => {
        process.env['TZ'] = timeZone;
        expect(new Date(NOON).getTimezoneOffset() === 0).toBe(timeZone === 'UTC');
        for (const signDate of [
          '2026-11-23T12:00',
          '2026-11-23T12:00:00',
          '2026-11-23T12:00:00.000',
          '2026-11-23 12:00:00',
          '2026-11-23T12:00:00Z',
          '2026-11-23T07:00:00-05:00',
          '2026-11-23T17:30:00+0530',
          'Mon, 23 Nov 2026 12:00:00 GMT',
          'Mon Nov 23 2026 12:00:00 GMT+0000',
        ]) {
          expect([signDate, prove(signInstance({ signDate }))?.expiresAtMs]).toEqual([
            signDate,
            at(4),
          ]);
        }
        const expirationDate = '2026-11-23T13:00:00';
        expect(prove(signInstance({ expirationDate }))?.expiresAtMs).toBe(at(1));
        expect(prove(signInstance({ expirationDate }), at(1))).toBeUndefined();
        expect(prove(signInstance({ signDate: '2026-11-23' }), at(-9))?.expiresAtMs).toBe(at(-8));
      },
    );

    test.each([
      'Nov 23 2026 12:00:00',
      'Mon, 23 Nov 2026 12:00:00',
      '11/23/2026',
      '11/23/2026 12:00',
      '11-23-2026',
      'Nov-23-2026',
      '2026-11-23T12',
      '2026/11/23 12:00:00',
    ])('does not prove the ambiguous date %o', (ambiguous) => {
      process.env['TZ'] = 'America/New_York';
      // In whatever zone it is, the signDate is past and the expirationDate is to come.
      const signed = { signDate: ambiguous, expirationDate: date(at(48)) };
      expect(prove(signInstance(signed), at(36))).toBeUndefined();
      const lasting = { signDate: date(at(-48)), expirationDate: ambiguous };
      expect(prove(signInstance(lasting), at(-36))).toBeUndefined();
    });
  });

  test.each(BAD_PAYLOADS)('does not prove the signed payload %o', (text) => {
    expect(prove(signText(text))).toBeUndefined();
  });

  test('does not prove a signed payload that is not base64', () => {
    const payload = 'A';
    const token = `${'A'.repeat(43)}.${payload}`;
    const proof = proveSignedInstance(token, {
      appId: APP_ID,
      signatureMatches: () => true,
      maxAgeMs: MAX_AGE_MS,
      nowMs: NOON,
    });
    expect(proof).toBeUndefined();
  });

  test.each([
    ['OWNER', undefined, 'USER'],
    ['OWNER', 'member-1', 'USER'],
    ['', 'member-1', 'MEMBER'],
    ['', undefined, 'VISITOR'],
    ['', '', 'VISITOR'],
    ['owner', undefined, 'VISITOR'],
    [['OWNER'], undefined, 'VISITOR'],
    [undefined, undefined, 'VISITOR'],
    ['ADMIN', 'member-1', 'MEMBER'],
  ])(
    'derives from permissions %o and siteMemberId %o the subject %s',
    (permissions, siteMemberId, subject) => {
      expect(prove(signInstance({ permissions, siteMemberId }))?.subjectType).toBe(subject);
    },
  );

  test.each([
    ['OWNER', 'aid-1', undefined, 'VISITOR'],
    ['OWNER', 'aid-1', 'member-1', 'MEMBER'],
    ['OWNER', true, undefined, 'VISITOR'],
    ['OWNER', undefined, undefined, 'USER'],
    ['OWNER', null, undefined, 'USER'],
    ['OWNER', '', undefined, 'USER'],
    ['', 'aid-1', undefined, 'VISITOR'],
    ['', 'aid-1', 'member-1', 'MEMBER'],
  ])(
    'derives from permissions %o, aid %o and siteMemberId %o the subject %s',
    (permissions, aid, siteMemberId, subject) => {
      expect(prove(signInstance({ permissions, aid, siteMemberId }))?.subjectType).toBe(subject);
    },
  );

  test.each([
    ['no payload', (t: string) => t.split('.')[0] ?? ''],
    ['an empty payload', (t: string) => `${t.split('.')[0] ?? ''}.`],
    ['a third part', (t: string) => `${t}.x`],
    ['padding on the signature', (t: string) => t.replace('.', '=.')],
    ['padding on the payload', (t: string) => `${t}=`],
    ['a line break at the end', (t: string) => `${t}\n`],
    ['a shortened signature', (t: string) => t.slice(1)],
    ['nothing before the dot', (t: string) => `.${t.split('.')[1] ?? ''}`],
  ])('does not prove a token with %s', (_, spoil) => {
    expect(prove(spoil(signInstance()))).toBeUndefined();
  });

  test('never throws, and proves no text that is not signed', () => {
    const base64url = fc.string({
      unit: fc.constantFrom(
        ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
      ),
      minLength: 1,
      maxLength: 200,
    });
    const wellFormed = fc
      .tuple(fc.stringMatching(/^[A-Za-z0-9_-]{43}$/), base64url)
      .map(([signature, payload]) => `${signature}.${payload}`);
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), wellFormed),
        (token) => prove(token) === undefined,
      ),
      { numRuns: 500 },
    );
  });

  test('never throws, and proves no signed JSON without the right claims', () => {
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

  test('proves no token in which one character was changed', () => {
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
