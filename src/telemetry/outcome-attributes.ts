import {
  type ErrorCode,
  isUpstreamError,
  type Outcome,
  type Verification,
} from '../endpoint/outcome.ts';
import type { Identity } from '../identity/identity.ts';
import type { IdentityMethod } from '../identity/verdict.ts';
import type { CacheOutcome } from '../instances/lookup.ts';

/** Slower requests are worth a trace whatever their outcome. */
const SLOW_MS = 100;

/** Attributes shared by the span, the metrics and the log line. Derived once per request. */
export interface OutcomeAttributes {
  readonly code: ErrorCode | undefined;
  readonly identity: Identity | undefined;
  readonly identityMethod: IdentityMethod | undefined;
  readonly isIdentityStale: boolean;
  readonly cacheOutcome: CacheOutcome | undefined;
  /** `verified` or the code of the refusal. Undefined if the request needed no token. */
  readonly verification: 'verified' | ErrorCode | undefined;
}

export function attributesOf(outcome: Outcome): OutcomeAttributes {
  switch (outcome.kind) {
    case 'preflight':
      return NOTHING;
    case 'instance':
      return verified(outcome, outcome.lookup.outcome);
    case 'instance_id':
      return verified(outcome, undefined);
    case 'refused':
      break;
  }
  const { code } = outcome;
  switch (outcome.stage) {
    case 'configuration':
    case 'method':
      return { ...NOTHING, code };
    case 'read_token':
      return { ...NOTHING, code, verification: code };
    case 'verify_token':
      return { ...NOTHING, code, verification: code, identityMethod: outcome.method };
    case 'find_instance':
      return { ...verified(outcome, outcome.lookup.outcome), code };
  }
}

const NOTHING: OutcomeAttributes = {
  code: undefined,
  identity: undefined,
  identityMethod: undefined,
  isIdentityStale: false,
  cacheOutcome: undefined,
  verification: undefined,
};

function verified(
  { identity, method: identityMethod, isIdentityStale }: Verification,
  cacheOutcome: CacheOutcome | undefined,
): OutcomeAttributes {
  const verification = 'verified';
  return {
    code: undefined,
    identity,
    identityMethod,
    isIdentityStale,
    cacheOutcome,
    verification,
  };
}

/**
 * Whether a request is worth a trace although it was not sampled at its start. Refusals do not count, because
 * anyone can cause them. A request that waits for Wix is recorded at its first call instead.
 */
export function isNotable(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'preflight':
      return false;
    case 'instance':
      return outcome.lookup.outcome !== 'hit' || isSlow(outcome);
    case 'instance_id':
      return isSlow(outcome);
    case 'refused':
      return isUpstreamError(outcome.code) || ('timings' in outcome && isSlow(outcome));
  }
}

function isSlow({ timings }: Extract<Outcome, { timings: unknown }>): boolean {
  return timings.identifyMs + (timings.cacheMs ?? 0) > SLOW_MS;
}
