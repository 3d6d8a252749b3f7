import type { Failed } from '../resilience/failure.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { VerifiedClaims } from './identity.ts';

/** Where verified claims come from. `src/wix/` implements it. */
export interface TokenSource {
  /**
   * Proves the token locally, without a call. Undefined is no denial: the caller must then introspect.
   *
   * @param nowMs wall clock, milliseconds since the epoch
   */
  prove(token: string, nowMs: number): VerifiedClaims | undefined;
  /** Calls the issuer. Always resolves; a rejection is a bug. */
  introspect(token: string, scope: RequestScope): Promise<Introspection>;
}

export type Introspection =
  | { readonly kind: 'active'; readonly claims: VerifiedClaims }
  /** The issuer says so. */
  | { readonly kind: 'inactive' }
  | Failed;
