import { createAdmissionFilter } from '../resilience/admission-filter.ts';
import { type Clock, type Moment, momentOf } from '../resilience/clock.ts';
import { createCooldowns } from '../resilience/cooldown.ts';
import type { Failed } from '../resilience/failure.ts';
import type { Policy } from '../resilience/policy.ts';
import { createSingleFlight } from '../resilience/single-flight.ts';
import { TIMED_OUT, waitAtMost } from '../resilience/timeout.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import { hasExpired, identityFrom, type TokenRefusal, type VerifiedClaims } from './identity.ts';
import { hasTokenCharacters } from './read-token.ts';
import type { TokenSource } from './token-source.ts';
import { type CachedVerdict, createVerdictCache } from './verdict-cache.ts';
import type { IdentityMethod, RefusedToken, Verdict, Verified } from './verdict.ts';

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
  /** How long after that its last yes still counts while it cannot be called. */
  readonly tokenStaleIfErrorMs: number;
  readonly maxTokens: number;
  /** How long a request waits for the issuer, time in the queue included. */
  readonly waitMs: number;
}

/**
 * Verifies the token of every request: from the cache, by a local proof, or by the issuer. Locally
 * proven tokens are cached from their second request on.
 */
export function createVerifyToken(options: VerifyTokenOptions): VerifyToken {
  const { source, policy, clock, appId, tokenTtlMs, maxTokens, waitMs } = options;
  const verdicts = createVerdictCache({
    max: maxTokens,
    ttlMs: tokenTtlMs,
    staleIfErrorMs: options.tokenStaleIfErrorMs,
    callMs: waitMs,
    clock,
  });
  const cooldowns = createCooldowns(maxTokens, clock);
  const seenBefore = createAdmissionFilter();
  const introspections = createSingleFlight<Verdict, RequestScope>({
    waitMs,
    clock,
    keepAlive: options.keepAlive,
  });

  function judge(
    claims: VerifiedClaims,
    method: IdentityMethod,
    nowMs: number | undefined,
    isStale = false,
  ): Verified | RefusedToken {
    const identity = identityFrom(claims, appId, nowMs);
    return typeof identity === 'string'
      ? { kind: 'refused', code: identity, method }
      : { kind: 'verified', identity, method, expiresAtMs: claims.expiresAtMs, isStale };
  }

  /** The issuer's last word on a token, which counts while it cannot be called. */
  function lastVerdict(cached: CachedVerdict | undefined): Verified | RefusedToken | undefined {
    if (cached?.kind === 'refused') return { ...cached, method: 'token_memo' };
    const verdict = cached && judge(cached.claims, 'token_memo', clock.epochMs(), !cached.isFresh);
    return verdict?.kind === 'verified' ? verdict : undefined;
  }

  function refuse(key: string, code: TokenRefusal): RefusedToken {
    verdicts.refused(key, code);
    return { kind: 'refused', code, method: 'token_info' };
  }

  async function introspect(
    key: string,
    token: string,
    scope: RequestScope,
  ): Promise<Verified | RefusedToken | Failed> {
    const begunMs = clock.monotonicMs();
    const answer = await source.introspect(token, scope);
    if (answer.kind === 'failed') return answer;
    if (answer.kind === 'inactive') return refuse(key, 'inactive_token');
    const verdict = judge(answer.claims, 'token_info', undefined);
    if (verdict.kind === 'refused') return refuse(key, verdict.code);
    // Where our clock is ahead of the issuer's, nobody knows how long the token lasts.
    if (hasExpired(answer.claims, clock.epochMs())) verdicts.delete(key);
    else verdicts.verified(key, answer.claims, { begunMs });
    return verdict;
  }

  async function introspectWithinPolicy(
    key: string,
    token: string,
    scope: RequestScope,
    isAwaited: () => boolean,
  ): Promise<Verdict> {
    const attempt = { lane: options.laneOf(token), isAwaited };
    const answer = await policy.run(() => introspect(key, token, scope), attempt);
    if (answer.kind !== 'failed') return answer;
    cooldowns.start(key, answer.failure);
    return { kind: 'undecided', failure: answer.failure };
  }

  /** With a TTL of 0 every request must call the issuer, so calls are not shared. */
  function startOrJoin(key: string, token: string, scope: RequestScope): Promise<Verdict> {
    if (tokenTtlMs === 0) {
      const untilMs = clock.monotonicMs() + waitMs;
      return introspectWithinPolicy(key, token, scope, () => clock.monotonicMs() < untilMs);
    }
    const { result, owner, collapsed } = introspections.run(key, scope, ({ isAwaited }) =>
      introspectWithinPolicy(key, token, scope, isAwaited),
    );
    if (collapsed) scope.joined(owner);
    return result;
  }

  async function verifyByIssuer(key: string, token: string, scope: RequestScope): Promise<Verdict> {
    const verdict = await waitAtMost(startOrJoin(key, token, scope), waitMs, clock);
    return verdict === TIMED_OUT ? { kind: 'undecided', failure: { kind: 'timeout' } } : verdict;
  }

  async function verifyAgain(key: string, token: string, scope: RequestScope): Promise<Verdict> {
    const verdict = await verifyByIssuer(key, token, scope);
    if (verdict.kind !== 'undecided') return verdict;
    // Also where the time went by in the queue: the next request must not wait again at once.
    cooldowns.start(key, verdict.failure);
    // Another call may have returned in the meantime, with a refusal perhaps.
    return lastVerdict(verdicts.get(key, momentOf(clock))) ?? verdict;
  }

  return function verifyToken(token, scope) {
    const key = options.digest(token);
    const now: Moment = { monotonicMs: scope.startedMs, epochMs: scope.startedEpochMs };
    const cached = verdicts.get(key, now);
    if (cached?.kind === 'refused') return { ...cached, method: 'token_memo' };
    if (cached?.isFresh) {
      const verdict = judge(cached.claims, 'token_memo', now.epochMs);
      if (verdict.kind === 'verified') return verdict;
      // It expired in the cache. A denial must come from the issuer, as for a new token.
      verdicts.delete(key);
    }

    const proven = source.prove(token, now.epochMs);
    if (proven) {
      if (seenBefore(key)) verdicts.proven(key, proven);
      return judge(proven, 'signed_instance', now.epochMs);
    }
    // After a failure of the last moment the issuer is not called again for this token.
    const failure = cooldowns.failureOf(key);
    if (failure) return lastVerdict(cached) ?? { kind: 'undecided', failure };
    if (cached && !cached.isFresh) return verifyAgain(key, token, scope);
    return hasTokenCharacters(token) ? verifyByIssuer(key, token, scope) : MALFORMED;
  };
}
