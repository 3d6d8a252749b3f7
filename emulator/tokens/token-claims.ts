export const SUBJECT_TYPES = ['APP', 'USER', 'MEMBER', 'VISITOR', 'UNKNOWN'] as const;

export type SubjectType = (typeof SUBJECT_TYPES)[number];

/** The claims of a token of either kind. Times are epoch seconds. */
export interface TokenClaims {
  readonly appId: string;
  readonly instanceId?: string;
  readonly subject: { readonly type: SubjectType; readonly id: string };
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Wix's access tokens are valid for four hours. */
export const TOKEN_LIFETIME_SECONDS = 14_400;

export const isSubjectType = (value: unknown): value is SubjectType =>
  SUBJECT_TYPES.some((type) => type === value);
