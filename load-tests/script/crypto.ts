import { hmac } from 'k6/crypto';
import { b64encode } from 'k6/encoding';
import type { TokenCrypto } from '../traffic/tokens.ts';

/** Natively in k6: a token takes about as long as a request's own overhead. */
export const K6_CRYPTO: TokenCrypto = {
  encode: (text) => b64encode(text, 'rawurl'),
  hmac: (key, text) => hmac('sha256', key, text, 'base64rawurl'),
};
