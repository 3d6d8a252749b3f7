/* The load tests' k6 scripts mint opaque tokens too, and k6 has no `node:crypto`: this file has no imports. */

export const ACCESS_TOKEN_PREFIX = 'OauthNG.JWS.';

export const ACCESS_TOKEN_HEADER = { kid: 'wix-emulator-1', alg: 'HS256' } as const;

/** The emulator's HS256 key, in UTF-8. It is published: anybody can mint tokens with it. */
export const ACCESS_TOKEN_KEY = 'wix-emulator-access-token-format-published-protects-nothing';

/** Signs forged tokens; neither Wix nor the app has it. */
export const FORGERS_KEY = 'a key that neither Wix nor the app has';
