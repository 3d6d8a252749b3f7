import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacSha256Check, sha256 } from './node-crypto.ts';

describe('sha256', () => {
  // From FIPS 180-2, appendix B.1, in base64url.
  test('returns SHA-256 as base64url, without padding', () => {
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});

describe('hmacSha256Check', () => {
  const matches = hmacSha256Check('Jefe');
  // RFC 4231, test case 2, in base64url.
  const text = 'what do ya want for nothing?';

  test('accepts the signature of a text', () => {
    const hex = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(matches(text, Buffer.from(hex, 'hex').toString('base64url'))).toBe(true);
  });

  test.each([
    ['another signature', text, 'X9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM'],
    [
      'another text',
      'what do you want for nothing?',
      'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM',
    ],
    ['half a signature', text, 'W9zBRr9gdU5qBCQmCJV1xw'],
    ['no signature', text, ''],
    ['a signature of another length in bytes', text, 'ä'.repeat(43)],
    ['padding', text, 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM='],
    ['the other base64 alphabet', text, 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM+'],
    ['other spare bits in the last character', text, 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEN'],
  ])('rejects %s', (_, signed, given) => {
    expect(matches(signed, given)).toBe(false);
  });

  test('accepts the signatures that Node makes, for a sequence of texts of any length', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(anyText, fc.array(anyText), (secret, texts) => {
        const check = hmacSha256Check(secret);
        for (const signed of texts) {
          const mac = createHmac('sha256', secret).update(signed).digest('base64url');
          expect(check(signed, mac)).toBe(true);
        }
      }),
    );
  });

  test('accepts a signature only under its own secret', () => {
    const signature = 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM';
    expect(matches(text, signature)).toBe(true);
    expect(hmacSha256Check('jefe')(text, signature)).toBe(false);
  });
});
