import { hash, timingSafeEqual } from 'node:crypto';
import type { SignatureCheck } from './wix/token-formats/prove-signed-instance.ts';

/*
 * Both Node and workerd (with `nodejs_compat`) have `node:crypto`, and it is synchronous. WebCrypto would
 * make every hit wait for a promise.
 */

/** SHA-256, as base64url. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/**
 * Compares HMAC-SHA256 signatures under `secret` in constant time. It compares the base64url texts, not
 * the decoded bytes: the last character has two unused bits, and one token must have one text.
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
 * HMAC-SHA256 (RFC 2104), as base64url, by two one-shot hashes over prepared pads. `createHmac` takes twice as
 * long and leaves an object that the garbage collector must finalize.
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
