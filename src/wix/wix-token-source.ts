import type { TokenSource } from '../identity/token-source.ts';
import { proveSignedInstance, type SignatureCheck } from './token-formats/prove-signed-instance.ts';
import type { WixCalls } from './wix-calls.ts';

/** Wix's tokens: signed instances are proven by their HMAC, any other token by token-info. */
export function createWixTokenSource(options: {
  readonly calls: Pick<WixCalls, 'tokenInfo'>;
  readonly appId: string;
  readonly signatureMatches: SignatureCheck;
  /** For signed instances without an `expirationDate`. */
  readonly signedInstanceMaxAgeMs: number;
}): TokenSource {
  const { calls, appId, signatureMatches, signedInstanceMaxAgeMs: maxAgeMs } = options;
  return {
    prove: (token, nowMs) =>
      proveSignedInstance(token, { appId, signatureMatches, maxAgeMs, nowMs }),
    introspect: (token, scope) => calls.tokenInfo(token, scope),
  };
}
