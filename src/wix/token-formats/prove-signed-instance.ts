import type { SubjectType, VerifiedClaims } from '../../identity/identity.ts';
import { isSameGuid } from '../guid.ts';
import { decodeBase64urlJson, type JsonObject } from '../json-object.ts';

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
  const { instanceId, appDefId, signDate, expirationDate } = signed;
  if (typeof instanceId !== 'string' || instanceId === '') return undefined;
  if (!isSameGuid(appDefId, options.appId)) return undefined;

  const signedAtMs = dateMs(signDate);
  if (signedAtMs === undefined || signedAtMs > options.nowMs + CLOCK_SKEW_MS) return undefined;
  const expiresAtMs =
    expirationDate === undefined || expirationDate === null
      ? signedAtMs + options.maxAgeMs
      : dateMs(expirationDate);
  if (expiresAtMs === undefined || expiresAtMs <= options.nowMs) return undefined;

  return {
    subjectType: subjectTypeOf(signed),
    appId: options.appId,
    instanceId: instanceId.toLowerCase(),
    siteId: undefined,
    expiresAtMs,
  };
}

/** `aid` marks an anonymous visitor, whatever the permissions say. */
function subjectTypeOf({ permissions, aid, siteMemberId }: JsonObject): SubjectType {
  if (permissions === 'OWNER' && !aid) return 'USER';
  return siteMemberId ? 'MEMBER' : 'VISITOR';
}

const ISO_WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const HAS_ZONE =
  /^\d{4}-\d{2}-\d{2}$|\d:\d{2}(?:\.\d+)? ?(?:Z|GMT|UTC|(?:GMT|UTC)?[+-]\d{2}:?\d{2})$/i;

/**
 * Milliseconds since the epoch. An ISO date without a zone is UTC, whatever the zone of this machine.
 * Any other date without a zone is ambiguous and proves nothing.
 */
function dateMs(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = ISO_WITHOUT_ZONE.test(value) ? `${value}Z` : value;
  const ms = HAS_ZONE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
