import { createAdmissionFilter } from '../resilience/admission-filter.ts';
import type { Clock } from '../resilience/clock.ts';
import { createCooldowns } from '../resilience/cooldown.ts';
import type { Failed, UpstreamFailure } from '../resilience/failure.ts';
import type { Policy } from '../resilience/policy.ts';
import { createSingleFlight } from '../resilience/single-flight.ts';
import { TIMED_OUT, waitAtMost } from '../resilience/timeout.ts';
import { createTtlCache } from '../resilience/ttl-cache.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import { type Identity, identityFrom, type TokenRefusal, type VerifiedClaims } from './identity.ts';
import { hasTokenCharacters } from './read-token.ts';
import type { TokenSource } from './token-source.ts';

/** How a token was verified. `token_memo`: a cached verdict. */
export type IdentityMethod = 'signed_instance' | 'token_info' | 'token_memo';

export interface Verified {
  readonly kind: 'verified';
  readonly identity: Identity;
  readonly method: IdentityMethod;
  /** Milliseconds since the epoch; undefined where nobody stated it. */
  readonly expiresAtMs: number | undefined;
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

const MALFORMED: RefusedToken = { kind: 'refused', code: 'malformed_token', method: undefined };

/** Returns at once where it can, so that a cached token costs no turn of the event loop. */
export type VerifyToken = (token: string, scope: RequestScope) => Verdict | Promise<Verdict>;

export interface VerifyTokenOptions {
  readonly source: TokenSource;
  /** Limits the calls to the issuer. A refusal counts against the reputation of the token's lane. */
  readonly policy: Pick<Policy, 'run'>;
  /** The lane of an unverified token. It may depend on what the token claims; a verdict may not. */
  readonly laneOf: (token: string) => string;
  /** A collision-resistant digest of a whole token: the key of its verdict. */
  readonly digest: (token: string) => string;
  readonly clock: Clock;
  /** See `createSingleFlight`. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly appId: string;
  /** How long the issuer's word is believed. 0 calls it on every request. */
  readonly tokenTtlMs: number;
  readonly maxTokens: number;
  /** How long a request waits for the issuer, time in the queue included. */
  readonly waitMs: number;
}

/**
 * Verifies the token of every request: from the cache, by a local proof, or by the issuer.
 *
 * Claims and refusals are cached apart, so that a flood of junk cannot evict a good token. Locally
 * proven tokens are cached from their second request on.
 */
export function createVerifyToken(options: VerifyTokenOptions): VerifyToken {
  const { source, policy, clock, appId, tokenTtlMs } = options;
  const verified = createTtlCache<VerifiedClaims>(options.maxTokens);
  const refused = createTtlCache<RefusedToken>(options.maxTokens);
  const cooldowns = createCooldowns(options.maxTokens, clock);
  const seenBefore = createAdmissionFilter();
  const introspections = createSingleFlight<Verdict, RequestScope>({
    reclaimAfterMs: options.waitMs,
    clock,
    keepAlive: options.keepAlive,
  });

  function judge(claims: VerifiedClaims, method: IdentityMethod): Verified | RefusedToken {
    const identity = identityFrom(claims, appId, clock.epochMs());
    return typeof identity === 'string'
      ? { kind: 'refused', code: identity, method }
      : { kind: 'verified', identity, method, expiresAtMs: claims.expiresAtMs };
  }

  function recall(key: string, nowMs: number): Verdict | undefined {
    const claims = verified.get(key, nowMs);
    if (claims) {
      const verdict = judge(claims, 'token_memo');
      if (verdict.kind === 'verified') return verdict;
      // It expired in the cache. A denial must come from the issuer, as for a new token.
      verified.delete(key);
    }
    const failure = cooldowns.failureOf(key);
    return failure ? { kind: 'undecided', failure } : refused.get(key, nowMs);
  }

  function refuse(key: string, code: TokenRefusal): RefusedToken {
    const remembered = { kind: 'refused', code, method: 'token_memo' } as const;
    refused.set(key, remembered, tokenTtlMs, clock.monotonicMs());
    return { ...remembered, method: 'token_info' };
  }

  async function introspect(
    key: string,
    token: string,
    scope: RequestScope,
  ): Promise<Verified | RefusedToken | Failed> {
    const answer = await source.introspect(token, scope);
    if (answer.kind === 'failed') return answer;
    if (answer.kind === 'inactive') return refuse(key, 'inactive_token');
    const verdict = judge(answer.claims, 'token_info');
    if (verdict.kind === 'refused') return refuse(key, verdict.code);
    verified.set(key, answer.claims, tokenTtlMs, clock.monotonicMs());
    return verdict;
  }

  async function introspectWithinPolicy(
    key: string,
    token: string,
    scope: RequestScope,
  ): Promise<Verdict> {
    const lane = options.laneOf(token);
    const answer = await policy.run(() => introspect(key, token, scope), lane);
    if (answer.kind !== 'failed') return answer;
    cooldowns.start(key, answer.failure);
    return { kind: 'undecided', failure: answer.failure };
  }

  /** A TTL of 0 promises a call for every request, so then nothing is shared. */
  function startOrJoin(key: string, token: string, scope: RequestScope): Promise<Verdict> {
    const start = () => introspectWithinPolicy(key, token, scope);
    if (tokenTtlMs === 0) return start();
    const { result, owner, collapsed } = introspections.run(key, scope, start);
    if (collapsed) scope.joined(owner);
    return result;
  }

  async function verifyByIssuer(key: string, token: string, scope: RequestScope): Promise<Verdict> {
    const verdict = await waitAtMost(startOrJoin(key, token, scope), options.waitMs, clock);
    return verdict === TIMED_OUT ? { kind: 'undecided', failure: { kind: 'timeout' } } : verdict;
  }

  return function verifyToken(token, scope) {
    const key = options.digest(token);
    const known = recall(key, scope.startedMs);
    if (known) return known;

    const proven = source.prove(token, clock.epochMs());
    if (proven) {
      if (seenBefore(key)) {
        verified.set(key, proven, Number.POSITIVE_INFINITY, scope.startedMs);
      }
      return judge(proven, 'signed_instance');
    }
    return hasTokenCharacters(token) ? verifyByIssuer(key, token, scope) : MALFORMED;
  };
}
