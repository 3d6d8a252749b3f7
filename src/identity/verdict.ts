import type { UpstreamFailure } from '../resilience/failure.ts';
import type { Identity, TokenRefusal } from './identity.ts';

/** How a token was verified. `token_memo`: a cached verdict. */
export type IdentityMethod = 'signed_instance' | 'token_info' | 'token_memo';

export interface Verified {
  readonly kind: 'verified';
  readonly identity: Identity;
  readonly method: IdentityMethod;
  /** Milliseconds since the epoch; undefined where nobody stated it. */
  readonly expiresAtMs: number | undefined;
  /** The issuer could not be called, and its last word on this very token was a yes. */
  readonly isStale: boolean;
}

export interface RefusedToken {
  readonly kind: 'refused';
  readonly code: TokenRefusal;
  /** Undefined where the token was refused for its form alone. */
  readonly method: IdentityMethod | undefined;
}

/** The issuer could not be called. It says nothing against the token. */
export interface Undecided {
  readonly kind: 'undecided';
  readonly failure: UpstreamFailure;
}

export type Verdict = Verified | RefusedToken | Undecided;
