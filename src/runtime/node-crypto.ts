import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureCheck } from '../get-instance/prove-signed-instance.ts';

/*
 * `node:crypto` is what Node and workerd (by `nodejs_compat`) both serve, and serve at once:
 * WebCrypto would make every hit wait for a promise.
 */

/** SHA-256, as base64url. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/**
 * Compares HMAC-SHA256 signatures under `secret`, in constant time. The texts are compared, not what
 * they decode to: the last character has two bits to spare, and one token has to be one text.
 */
export function hmacSha256Check(secret: string): SignatureCheck {
  return (text, signature) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(text).digest('base64url'));
    const given = Buffer.from(signature);
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  };
}
