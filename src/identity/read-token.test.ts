import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTokenCharacters, readToken as readHeader, type ReadToken } from './read-token.ts';

const malformed = { ok: false, code: 'malformed_token' };

/** Both steps, as a token never seen takes them. */
function readToken(authorization: string | undefined): ReadToken {
  const read = readHeader(authorization);
  return read.ok && !hasTokenCharacters(read.token) ? { ok: false, code: 'malformed_token' } : read;
}

describe('readToken', () => {
  it('says that a token is missing when there is no header', () => {
    expect(readToken(undefined)).toEqual({ ok: false, code: 'missing_token' });
  });

  it('takes a bare token, as fetchWithAuth sends it', () => {
    const token = 'OauthNG.JWS.eyJhbGciOiJIUzI1NiJ9.e30.a-b_c';
    expect(readToken(token)).toEqual({ ok: true, token });
  });

  it.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'bEaReR   abc'])(
    'takes the token after the scheme in %o',
    (authorization) => {
      expect(readToken(authorization)).toEqual({ ok: true, token: 'abc' });
    },
  );

  it('keeps a token that merely begins like the scheme', () => {
    expect(readToken('bearer-of-news')).toEqual({ ok: true, token: 'bearer-of-news' });
  });

  it.each(['', ' ', 'Bearer', 'bearer', 'Bearer ', 'Bearer    '])(
    'calls %o malformed: there is a header, and no token in it',
    (authorization) => {
      expect(readToken(authorization)).toEqual(malformed);
    },
  );

  it('takes a token of exactly 8 KiB, and no byte more', () => {
    const token = 'a'.repeat(8192);
    expect(readToken(token)).toEqual({ ok: true, token });
    expect(readToken(`Bearer ${token}`)).toEqual({ ok: true, token });
    expect(readToken(`${token}a`)).toEqual(malformed);
    expect(readToken(`Bearer ${token}a`)).toEqual(malformed);
  });

  it.each([
    ...['a b', 'a\tb', 'a\nb', 'a\n', 'a\0', 'a,b', 'a"b', 'a%20b', 'a;b', 'ä', 'a\u2028', '💥'],
    ...['=', 'a=b', '=a', 'Bearer a b', 'Bearer Bearer a', 'Bearer\ta', 'Basic dTpw', '{"a":1}'],
  ])('refuses %o: no token has such characters', (authorization) => {
    expect(readToken(authorization)).toEqual(malformed);
  });

  it('takes every character that RFC 6750 allows', () => {
    const token = 'AZaz09-._~+/==';
    expect(readToken(token)).toEqual({ ok: true, token });
  });

  it('never throws, and what it hands on is a piece of the header in the characters of a token', () => {
    const anyHeader = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', 'B', '0', '.', '_', '=', ' ', '\n', 'é') }),
      fc.string().map((text) => `Bearer ${text}`),
    );
    fc.assert(
      fc.property(anyHeader, (authorization) => {
        const read = readToken(authorization);
        if (!read.ok) return read.code === 'malformed_token';
        const characters = new Set(
          'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
        );
        for (const other of '-._~+/=') characters.add(other);
        return (
          read.token.length > 0 &&
          authorization.endsWith(read.token) &&
          Array.from(read.token).every((character) => characters.has(character))
        );
      }),
      { numRuns: 500 },
    );
  });
});
