import type { Identity, TokenRefusal } from '../identity/identity.ts';
import type { IdentityMethod } from '../identity/verdict.ts';
import type { FailedLookup, FoundLookup, NotFoundLookup } from '../instances/lookup.ts';

/** The upstream failed or was not called. These codes say nothing against the caller. */
export type UpstreamErrorCode =
  'upstream_rate_limited' | 'upstream_error' | 'upstream_unavailable' | 'upstream_timeout';

/** The closed list of refusals. Clients and alerts rely on these words. */
export type ErrorCode =
  | 'missing_token'
  | TokenRefusal
  | 'instance_not_found'
  | 'method_not_allowed'
  | 'misconfigured'
  | UpstreamErrorCode;

/** Durations of the steps, in milliseconds. A step that was not reached is absent. */
export interface Timings {
  readonly identifyMs: number;
  readonly cacheMs?: number;
  /** The part of both that was spent waiting for Wix. */
  readonly upstreamMs?: number;
}

export interface Verification {
  readonly identity: Identity;
  readonly method: IdentityMethod;
  /** Wix could not be called, and its last word on this very token was a yes. */
  readonly isIdentityStale: boolean;
}

/** The result of a request. Reply, span, metric and log line are all derived from it. */
export type Outcome =
  | { readonly kind: 'preflight' }
  | (Verification & {
      readonly kind: 'instance';
      readonly lookup: FoundLookup;
      /** Milliseconds until the entry is stale or the token expires, whichever is first. */
      readonly goodForMs: number;
      readonly timings: Timings;
    })
  | (Verification & {
      readonly kind: 'instance_id';
      /** Milliseconds until the token expires; infinite where nobody stated it. */
      readonly goodForMs: number;
      readonly timings: Timings;
    })
  | Refusal;

/** A refusal carries what was known at the stage that refused, and nothing else. */
export type Refusal =
  | { readonly kind: 'refused'; readonly stage: 'method'; readonly code: 'method_not_allowed' }
  /** A host that cannot stop its own start. No request gets further. */
  | {
      readonly kind: 'refused';
      readonly stage: 'configuration';
      readonly code: 'misconfigured';
      readonly retryAfterSeconds: number;
      readonly timings: Timings;
    }
  | {
      readonly kind: 'refused';
      readonly stage: 'read_token';
      readonly code: 'missing_token' | 'malformed_token';
      readonly timings: Timings;
    }
  | {
      readonly kind: 'refused';
      readonly stage: 'verify_token';
      readonly code: TokenRefusal | UpstreamErrorCode;
      /** Undefined where the token was refused for its form alone. */
      readonly method: IdentityMethod | undefined;
      readonly retryAfterSeconds?: number;
      readonly timings: Timings;
    }
  | (Verification & {
      readonly kind: 'refused';
      readonly stage: 'find_instance';
      readonly code: 'instance_not_found' | UpstreamErrorCode;
      readonly lookup: NotFoundLookup | FailedLookup;
      readonly retryAfterSeconds?: number;
      readonly timings: Timings;
    });

/** Whether the upstream failed, rather than the caller. */
export function isUpstreamError(code: ErrorCode): code is UpstreamErrorCode {
  return code.startsWith('upstream_');
}
