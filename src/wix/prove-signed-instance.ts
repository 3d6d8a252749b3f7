import type { VerifiedClaims } from '../identity/identity.ts';
import { decodeBase64urlJson } from './json-object.ts';

/** How far the signer's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The length of a SHA-256 in base64url. */
const SIGNATURE_LENGTH = 43;

/**
 * Whether `signature` (base64url) is the HMAC-SHA256 of `text` under the app secret. Must compare in
 * constant time.
 */
export type SignatureCheck = (text: string, signature: string) => boolean;

/**
 * Proves a signed app instance, `<base64url HMAC>.<base64url JSON>`, without a call.
 *
 * It can only say yes. Undefined (a wrong signature, another app, a date out of range) means that Wix
 * must be called: an opaque token may have the same form, and a secret may have been rotated.
 *
 * Source: https://dev.wix.com/docs/build-apps/develop-your-app/access/app-instances/parse-the-encoded-app-instance-query-parameter
 */
export function proveSignedInstance(
  token: string,
  options: {
    readonly appId: string;
    readonly signatureMatches: SignatureCheck;
    readonly maxAgeMs: number;
    /** Wall clock, milliseconds since the epoch. */
    readonly nowMs: number;
  },
): VerifiedClaims | undefined {
  if (token[SIGNATURE_LENGTH] !== '.') return undefined;
  const signature = token.slice(0, SIGNATURE_LENGTH);
  const payload = token.slice(SIGNATURE_LENGTH + 1);
  if (!options.signatureMatches(payload, signature)) return undefined;

  const signed = decodeBase64urlJson(payload);
  if (signed === undefined) return undefined;
  const { instanceId, appDefId, signDate, expirationDate, permissions, siteMemberId } = signed;
  if (typeof instanceId !== 'string' || instanceId === '') return undefined;
  if (appDefId !== options.appId) return undefined;

  const signedAtMs = dateMs(signDate);
  if (signedAtMs === undefined || signedAtMs > options.nowMs + CLOCK_SKEW_MS) return undefined;
  const expiresAtMs =
    expirationDate === undefined || expirationDate === null
      ? signedAtMs + options.maxAgeMs
      : dateMs(expirationDate);
  if (expiresAtMs === undefined || expiresAtMs <= options.nowMs) return undefined;

  return {
    subjectType: permissions === 'OWNER' ? 'USER' : siteMemberId ? 'MEMBER' : 'VISITOR',
    appId: options.appId,
    instanceId,
    siteId: undefined,
    expiresAtMs,
  };
}

function dateMs(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
