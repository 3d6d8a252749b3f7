import { createHmac } from 'node:crypto';

import {
  ACCESS_TOKEN_HEADER,
  ACCESS_TOKEN_KEY,
  ACCESS_TOKEN_PREFIX,
} from './access-token-format.ts';
import { ownerIdOf } from '../instances/instance-id.ts';
import { isSubjectType, type TokenClaims } from './token-claims.ts';

const HEADER = encode(ACCESS_TOKEN_HEADER);

/** `refresh` tokens have the same format and are valid for the refresh_token grant only. */
export type TokenUse = 'access' | 'refresh';

/**
 * Mints a token that only its issuer can verify, in the shape and length of Wix's own:
 * `OauthNG.JWS.<header>.<payload>.<signature>`, a JWT (HS256) whose payload is `{data:
 * "{\"instance\":{…},\"subject\":{\"type\",\"id\"},\"use\"}", exp, iat}`.
 */
export function mintAccessToken(
  claims: TokenClaims,
  use: TokenUse = 'access',
  key = ACCESS_TOKEN_KEY,
): string {
  const { appId, instanceId, subject } = claims;
  const instance = {
    instanceId,
    appDefId: appId,
    signDate: new Date(claims.issuedAt * 1000).toISOString(),
    uid: subject.type === 'VISITOR' ? null : subject.id,
    permissions: subject.type === 'USER' ? 'OWNER' : '',
    demoMode: false,
    siteOwnerId: ownerIdOf(instanceId ?? appId),
    biToken: `${instanceId ?? appId}-${subject.id}`,
    expirationDate: new Date(claims.expiresAt * 1000).toISOString(),
    ...(subject.type === 'VISITOR' ? { aid: subject.id } : {}),
    ...(subject.type === 'MEMBER' ? { siteMemberId: subject.id } : {}),
  };
  const payload = encode({
    data: JSON.stringify({ instance, subject, use }),
    iat: claims.issuedAt,
    exp: claims.expiresAt,
  });
  return `${ACCESS_TOKEN_PREFIX}${HEADER}.${payload}.${sign(`${HEADER}.${payload}`, key)}`;
}

/** Verifies the signature and the use, and returns the claims. Does not check expiry. */
export function verifyAccessToken(
  token: string,
  use: TokenUse = 'access',
): TokenClaims | undefined {
  if (!token.startsWith(ACCESS_TOKEN_PREFIX)) return undefined;
  const [header, payload, signature, ...rest] = token.slice(ACCESS_TOKEN_PREFIX.length).split('.');
  if (header === undefined || payload === undefined || rest.length > 0) return undefined;
  if (signature !== sign(`${header}.${payload}`, ACCESS_TOKEN_KEY)) return undefined;
  return readClaims(payload, use);
}

function readClaims(payload: string, use: TokenUse): TokenClaims | undefined {
  try {
    const { data, iat, exp } = decode(payload) as { data: string; iat: unknown; exp: unknown };
    const said = JSON.parse(data) as Data;
    const { appDefId, instanceId } = said.instance;
    const { type, id } = said.subject;
    if (said.use !== use || typeof appDefId !== 'string') return undefined;
    if (!isSubjectType(type) || typeof id !== 'string') return undefined;
    if (typeof iat !== 'number' || typeof exp !== 'number') return undefined;
    return {
      appId: appDefId,
      ...(typeof instanceId === 'string' ? { instanceId } : {}),
      subject: { type, id },
      issuedAt: iat,
      expiresAt: exp,
    };
  } catch {
    return undefined;
  }
}

/** Anybody who has the published key may have signed this, so its values are still unchecked. */
interface Data {
  instance: { appDefId: unknown; instanceId: unknown };
  subject: { type: unknown; id: unknown };
  use: unknown;
}

function sign(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64url').toString());
}
