/**
 * The HS256 key of the emulator's opaque tokens, in UTF-8. It is published, so that a load
 * generator can mint tokens. This file has no imports, because k6 loads it and has no
 * `node:crypto`.
 */
export const ACCESS_TOKEN_KEY = 'wix-emulator-access-token-key-published-protects-nothing';
