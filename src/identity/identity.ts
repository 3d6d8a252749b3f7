/** What a reader may see: `project-instance.ts` has the tables. */
export type Audience = 'visitor' | 'collaborator';

export type SubjectType = 'APP' | 'USER' | 'MEMBER' | 'VISITOR' | 'UNKNOWN';

/** Claims of a token, after a local proof or the issuer's word. Never the unverified content of a token. */
export interface VerifiedClaims {
  readonly subjectType: SubjectType;
  /** In lower case, as all GUIDs here. */
  readonly appId: string | undefined;
  readonly instanceId: string | undefined;
  readonly siteId: string | undefined;
  /** Milliseconds since the epoch; undefined where nobody stated it. */
  readonly expiresAtMs: number | undefined;
}

/** The subject and the app instance that a request speaks for. */
export interface Identity {
  readonly instanceId: string;
  readonly siteId: string | undefined;
  readonly subjectType: SubjectType;
  readonly audience: Audience;
}

export type TokenRefusal = 'malformed_token' | 'inactive_token' | 'wrong_app' | 'no_instance';

/**
 * Checks verified claims against the wall clock and this app. Every request repeats the check, because
 * a token expires while its claims are cached.
 *
 * @param nowMs wall clock, milliseconds since the epoch; undefined right after the issuer called the token
 *   active, because the issuer's clock then counts, not ours
 */
export function identityFrom(
  claims: VerifiedClaims,
  appId: string,
  nowMs: number | undefined,
): Identity | TokenRefusal {
  const { instanceId, siteId, subjectType } = claims;
  if (nowMs !== undefined && hasExpired(claims, nowMs)) return 'inactive_token';
  if (claims.appId !== appId) return 'wrong_app';
  if (!instanceId) return 'no_instance';
  const audience = subjectType === 'USER' ? 'collaborator' : 'visitor';
  return { instanceId, siteId, subjectType, audience };
}

export function hasExpired({ expiresAtMs }: VerifiedClaims, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}
