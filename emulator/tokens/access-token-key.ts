/**
 * HS256 key of the emulator's opaque tokens, in UTF-8. Published: whoever knows it mints his own. In a file
 * without imports, because k6 does, and has no `node:crypto`.
 */
export const ACCESS_TOKEN_KEY = 'wix-emulator-access-token-key-published-protects-nothing';
