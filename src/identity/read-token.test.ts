import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_AUTHORIZATIONS, MALFORMED_AUTHORIZATIONS } from '../test-support/bad-tokens.ts';
import { hasTokenCharacters, readToken as readHeader, type ReadToken } from './read-token.ts';

const malformed = { ok: false, code: 'malformed_token' };

/** Both steps, as an uncached token takes them. */
function readToken(authorization: string | undefined): ReadToken {
  const read = readHeader(authorization);
  return read.ok && !hasTokenCharacters(read.token) ? { ok: false, code: 'malformed_token' } : read;
}

describe('readToken', () => {
  test('reports a missing token where there is no header', () => {
    expect(readToken(undefined)).toEqual({ ok: false, code: 'missing_token' });
  });

  test('reads a bare token, as fetchWithAuth sends it', () => {
    const token = 'OauthNG.JWS.eyJhbGciOiJIUzI1NiJ9.e30.a-b_c';
    expect(readToken(token)).toEqual({ ok: true, token });
  });

  test.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'bEaReR   abc'])(
    'reads the token after the scheme in %o',
    (authorization) => {
      expect(readToken(authorization)).toEqual({ ok: true, token: 'abc' });
    },
  );

  test.each(['bearer-of-news', 'news-bearer', 'news.Bearer'])(
    'keeps the scheme’s name as a part of the token %o',
    (token) => {
      expect(readToken(token)).toEqual({ ok: true, token });
      expect(readToken(`Bearer ${token}`)).toEqual({ ok: true, token });
    },
  );

  test.each(EMPTY_AUTHORIZATIONS)(
    'reports %o as malformed, because the header is there without a token',
    (authorization) => {
      expect(readToken(authorization)).toEqual(malformed);
    },
  );

  test('accepts a token of exactly 8 KiB, and no longer one', () => {
    const token = 'a'.repeat(8192);
    expect(readToken(token)).toEqual({ ok: true, token });
    expect(readToken(`Bearer ${token}`)).toEqual({ ok: true, token });
    expect(readToken(`${token}a`)).toEqual(malformed);
    expect(readToken(`Bearer ${token}a`)).toEqual(malformed);
  });

  test.each(MALFORMED_AUTHORIZATIONS)('rejects the characters of %o', (authorization) => {
    expect(readToken(authorization)).toEqual(malformed);
  });

  test('accepts every character that RFC 6750 allows', () => {
    const token = 'AZaz09-._~+/==';
    expect(readToken(token)).toEqual({ ok: true, token });
  });

  test('never throws, and returns only the end of the header, in the characters of a token', () => {
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
