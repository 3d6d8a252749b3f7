import type { SubjectType } from '../resilience/failure.ts';

/** Who may see what: see the tables of `project-instance.ts`. */
export type Audience = 'visitor' | 'collaborator';

/** What somebody who can be believed says about a token. */
export interface VouchedClaims {
  readonly subjectType: SubjectType;
  readonly clientId: string | undefined;
  readonly instanceId: string | undefined;
  readonly siteId: string | undefined;
  /** Milliseconds since the epoch; undefined where nobody said. */
  readonly expiresAtMs: number | undefined;
}

/** For whom, and in which instance of the app, a request speaks. */
export interface Identity {
  readonly instanceId: string;
  readonly siteId: string | undefined;
  readonly subjectType: SubjectType;
  readonly audience: Audience;
}

export type TokenRefusal = 'malformed_token' | 'inactive_token' | 'wrong_app' | 'no_instance';

/**
 * Holds the claims against this moment and this app. Done anew on every request, also for claims
 * that are remembered.
 */
export function identify(
  claims: VouchedClaims,
  clientId: string,
  nowMs: number,
): Identity | TokenRefusal {
  const { expiresAtMs, instanceId, siteId, subjectType } = claims;
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) return 'inactive_token';
  if (claims.clientId !== clientId) return 'wrong_app';
  if (!instanceId) return 'no_instance';
  const audience = subjectType === 'USER' ? 'collaborator' : 'visitor';
  return { instanceId, siteId, subjectType, audience };
}
