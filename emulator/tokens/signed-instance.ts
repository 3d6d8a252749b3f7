import { createHmac } from 'node:crypto';

import { ownerIdOf } from '../instances/instance-id.ts';
import { TOKEN_LIFETIME_SECONDS, type TokenClaims } from './token-claims.ts';

/**
 * The payload of a signed app instance, as Wix documents it for self-hosted backends. Dates are ISO
 * strings.
 */
export interface SignedInstance {
  readonly instanceId?: string;
  readonly appDefId: string;
  readonly signDate: string;
  readonly uid: string | null;
  readonly permissions: 'OWNER' | '';
  readonly siteOwnerId: string;
  readonly demoMode: boolean;
  readonly aid?: string;
  readonly siteMemberId?: string;
  readonly expirationDate?: string;
}

/** `<base64url HMAC-SHA256(payload, secret)>.<base64url JSON>`; the HMAC is over the payload's base64url text. */
export function signInstance(instance: SignedInstance, secret: string): string {
  const payload = Buffer.from(JSON.stringify(instance)).toString('base64url');
  return `${hmac(payload, secret)}.${payload}`;
}

/**
 * The payload for these claims. Without an expiration date, the token is valid for four hours from
 * `signDate`.
 */
export function describeInstance(claims: TokenClaims, withExpirationDate: boolean): SignedInstance {
  const { instanceId, subject, appId } = claims;
  return {
    ...(instanceId === undefined ? {} : { instanceId }),
    appDefId: appId,
    signDate: new Date(claims.issuedAt * 1000).toISOString(),
    uid: subject.type === 'VISITOR' ? null : subject.id,
    permissions: subject.type === 'USER' ? 'OWNER' : '',
    siteOwnerId: ownerIdOf(instanceId ?? appId),
    demoMode: false,
    ...(subject.type === 'VISITOR' ? { aid: subject.id } : {}),
    ...(subject.type === 'MEMBER' ? { siteMemberId: subject.id } : {}),
    ...(withExpirationDate
      ? { expirationDate: new Date(claims.expiresAt * 1000).toISOString() }
      : {}),
  };
}

/** Verifies the HMAC with the app's secret and returns the claims. Does not check expiry. */
export function verifySignedInstance(
  token: string,
  secretOf: (appId: string) => string | undefined,
): TokenClaims | undefined {
  const [signature, payload, ...rest] = token.split('.');
  if (payload === undefined || rest.length > 0) return undefined;
  const instance = decodePayload(payload);
  const secret = instance && secretOf(instance.appDefId);
  if (!instance || secret === undefined || signature !== hmac(payload, secret)) return undefined;
  return claimsOf(instance);
}

function claimsOf(instance: SignedInstance): TokenClaims | undefined {
  const issuedAt = seconds(instance.signDate);
  const expiresAt =
    instance.expirationDate === undefined
      ? issuedAt + TOKEN_LIFETIME_SECONDS
      : seconds(instance.expirationDate);
  if (Number.isNaN(issuedAt + expiresAt)) return undefined;
  return {
    appId: instance.appDefId,
    ...(instance.instanceId === undefined ? {} : { instanceId: instance.instanceId }),
    subject: subjectOf(instance),
    issuedAt,
    expiresAt,
  };
}

function subjectOf(instance: SignedInstance): TokenClaims['subject'] {
  if (instance.permissions === 'OWNER')
    return { type: 'USER', id: instance.uid ?? instance.siteOwnerId };
  if (instance.siteMemberId !== undefined) return { type: 'MEMBER', id: instance.siteMemberId };
  return { type: 'VISITOR', id: instance.aid ?? instance.uid ?? '' };
}

function decodePayload(payload: string): SignedInstance | undefined {
  try {
    const json = Buffer.from(payload, 'base64url').toString();
    const instance = JSON.parse(json) as SignedInstance | null;
    return typeof instance?.appDefId === 'string' ? instance : undefined;
  } catch {
    return undefined;
  }
}

function seconds(isoDate: string): number {
  return Math.floor(Date.parse(isoDate) / 1000);
}

function hmac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
