import { hash, timingSafeEqual } from 'node:crypto';
import type { SignatureCheck } from './wix/prove-signed-instance.ts';

/*
 * `node:crypto` is what Node and workerd (by `nodejs_compat`) both serve, and serve at once:
 * WebCrypto would make every hit wait for a promise.
 */

/** SHA-256, as base64url. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/**
 * Compares HMAC-SHA256 signatures under `secret`, in constant time. The texts are compared, not what
 * they decode to: the last character has two bits to spare, and one token has to be one text.
 */
export function hmacSha256Check(secret: string): SignatureCheck {
  const sign = createHmacSha256(secret);
  return (text, signature) => {
    const expected = Buffer.from(sign(text));
    const given = Buffer.from(signature);
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  };
}

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA256 (RFC 2104), as base64url, by two one-shot hashes over what is prepared once. `createHmac`
 * takes twice as long, and leaves an object behind that the garbage collector has to finalize.
 */
function createHmacSha256(secret: string): (text: string) => string {
  const bytes = Buffer.from(secret);
  const key = bytes.byteLength > BLOCK_BYTES ? hash('sha256', bytes, 'buffer') : bytes;
  const outer = Buffer.alloc(BLOCK_BYTES + 32, 0x5c);
  let inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  for (const [at, byte] of key.entries()) {
    outer[at] = 0x5c ^ byte;
    inner[at] = 0x36 ^ byte;
  }

  return (text) => {
    const end = BLOCK_BYTES + Buffer.byteLength(text);
    if (end > inner.byteLength) inner = Buffer.concat([inner], end);
    inner.write(text, BLOCK_BYTES);
    outer.write(hash('sha256', inner.subarray(0, end), 'hex'), BLOCK_BYTES, 'hex');
    return hash('sha256', outer, 'base64url');
  };
}
