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

/** Compares HMAC-SHA256 signatures under `secret`, in constant time. */
export function hmacSha256Check(secret: string): SignatureCheck {
  return (text, signature) => {
    const expected = createHmac('sha256', secret).update(text).digest();
    const given = Buffer.from(signature, 'base64url');
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  };
}
