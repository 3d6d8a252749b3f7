/** Longer than any token Wix issues (about 1 KB), shorter than what a header flood would like. */
const MAX_TOKEN_BYTES = 8192;

const SCHEME = /^bearer(?: +|$)/i;

/** RFC 6750, section 2.1, `b64token`. What it allows is one byte per character. */
const TOKEN_CHARACTERS = /^[A-Za-z0-9._~+/-]+=*$/;

export type ReadToken =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly code: 'missing_token' | 'malformed_token' };

/**
 * Takes the token out of an `Authorization` header: bare, as Wix's `fetchWithAuth` sends it, or after
 * `Bearer `. It says nothing about whom the token speaks for, nor yet of its characters.
 */
export function readToken(authorization: string | undefined): ReadToken {
  if (authorization === undefined) return { ok: false, code: 'missing_token' };
  const token = authorization.replace(SCHEME, '');
  if (token.length > MAX_TOKEN_BYTES) return { ok: false, code: 'malformed_token' };
  return { ok: true, token };
}

/** Apart from `readToken`, because a token that is remembered has been through it. */
export function hasTokenCharacters(token: string): boolean {
  return TOKEN_CHARACTERS.test(token);
}
