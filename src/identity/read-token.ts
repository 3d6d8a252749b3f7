/** Longer than any token Wix issues (about 1 KB), short enough to bound a header flood. */
const MAX_TOKEN_BYTES = 8192;

const SCHEME = /^bearer(?: +|$)/i;

/** RFC 6750, section 2.1, `b64token`. Each character it allows is one byte. */
const TOKEN_CHARACTERS = /^[A-Za-z0-9._~+/-]+=*$/;

export type ReadToken =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly code: 'missing_token' | 'malformed_token' };

/**
 * Reads the token from an `Authorization` header: bare, as Wix's `fetchWithAuth` sends it, or after
 * `Bearer `. Its characters are not checked yet: see `hasTokenCharacters`.
 */
export function readToken(authorization: string | undefined): ReadToken {
  if (authorization === undefined) return { ok: false, code: 'missing_token' };
  const token = authorization.replace(SCHEME, '');
  if (token.length > MAX_TOKEN_BYTES) return { ok: false, code: 'malformed_token' };
  return { ok: true, token };
}

/** Apart from `readToken`, so that a cached token skips it: it passed the check before. */
export function hasTokenCharacters(token: string): boolean {
  return TOKEN_CHARACTERS.test(token);
}
