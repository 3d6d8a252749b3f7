import type { Identity } from '../identity/identity.ts';
import type { Lookup } from '../instances/instance-cache.ts';
import type { VerifiedBy } from '../identity/verify-token.ts';

/** Every way the endpoint says no. Stable: clients and alerts rely on these words. */
export type ErrorCode =
  | 'missing_token'
  | 'malformed_token'
  | 'inactive_token'
  | 'wrong_app'
  | 'no_instance'
  | 'instance_not_found'
  | 'method_not_allowed'
  | 'upstream_rate_limited'
  | 'upstream_error'
  | 'upstream_unavailable'
  | 'upstream_timeout'
  | 'misconfigured';

/** Those that say nothing against whoever asked: Wix failed, or was not asked. */
export function isFailureOfWix(code: ErrorCode): boolean {
  return code.startsWith('upstream_');
}

/** How long the steps took, in milliseconds; a step that was not reached is not there. */
export interface Timings {
  readonly identifyMs: number;
  readonly cacheMs?: number;
  /** What of both was waiting for Wix. */
  readonly upstreamMs?: number;
}

/**
 * What became of a request. The reply is made from it, and so are span, metric and log: nothing is
 * reported twice by hand.
 */
export type Outcome =
  | { readonly kind: 'preflight' }
  | {
      readonly kind: 'instance';
      readonly identity: Identity;
      readonly by: VerifiedBy;
      readonly lookup: Extract<Lookup, { kind: 'cached' | 'loaded' }>;
      readonly timings: Timings;
    }
  | {
      readonly kind: 'instance_id';
      readonly identity: Identity;
      readonly by: VerifiedBy;
      /** Milliseconds until the token expires; infinite where nobody said. */
      readonly goodForMs: number;
      readonly timings: Timings;
    }
  | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly retryAfterSeconds?: number;
  /** Set when the refusal was remembered: nothing was asked for it. */
  readonly remembered?: true;
  readonly identity?: Identity;
  readonly by?: VerifiedBy;
  readonly lookup?: Extract<Lookup, { kind: 'not_found' | 'failed' }>;
  readonly timings?: Timings;
}
