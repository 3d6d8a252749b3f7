import { hmac } from 'k6/crypto';
import { b64encode } from 'k6/encoding';
import type { TokenCrypto } from '../traffic/tokens.ts';

/** k6's native functions: a token costs about as much as the overhead of one request. */
export const K6_CRYPTO: TokenCrypto = {
  encode: (text) => b64encode(text, 'rawurl'),
  hmac: (key, text) => hmac('sha256', key, text, 'base64rawurl'),
};
