import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { Clock } from '../resilience/clock.ts';
import { DEADLINE_PASSED, waitAtMost } from '../resilience/timeout.ts';
import { createDoorkeeper } from '../resilience/admission-filter.ts';
import { type Identity, identify, type TokenRefusal, type VouchedClaims } from './identity.ts';
import { proveSignedInstance, type SignatureCheck } from '../wix/prove-signed-instance.ts';
import { hasTokenCharacters } from './read-token.ts';
import { createSetbacks } from '../resilience/cooldown.ts';
import { createSingleFlight } from '../resilience/single-flight.ts';
import { createTimedStore } from '../resilience/ttl-cache.ts';
import type { Failed, Upstream, UpstreamFailure } from '../resilience/failure.ts';

export type VerifiedBy = 'signed_instance' | 'token_info' | 'token_memo';

export interface Verified {
  readonly kind: 'verified';
  readonly identity: Identity;
  readonly by: VerifiedBy;
  /** Milliseconds since the epoch after which the token says nothing any more. */
  readonly expiresAtMs: number | undefined;
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: TokenRefusal;
  readonly remembered: boolean;
}

export type Verdict =
  | Verified
  | Refused
  /** Wix could not be asked. It says nothing against the token. */
  | { readonly kind: 'undecided'; readonly failure: UpstreamFailure };

const MALFORMED: Refused = { kind: 'refused', code: 'malformed_token', remembered: false };

/** `nowMs` as `TimedStore` has it. */
export type VerifyToken = (
  token: string,
  cause?: Cause,
  nowMs?: number,
) => Verdict | Promise<Verdict>;

/** As `Guard`. It is told of a refusal by the attempt's result. */
export type QuestionGuard = <T extends Verified | Refused | Failed>(
  attempt: () => Promise<T>,
  token: string,
) => Promise<T | Failed>;

export interface VerifyTokenOptions {
  readonly upstream: Pick<Upstream, 'tokenInfo'>;
  /** Lets a question through in its turn, for which it may look at what the token claims. */
  readonly guard: QuestionGuard;
  readonly signatureMatches: SignatureCheck;
  /** A collision-resistant digest of a whole token: what its verdict is kept under. */
  readonly digest: (token: string) => string;
  readonly clock: Clock;
  /** As `createSingleFlight` has it. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly clientId: string;
  /** How long Wix's word on a token is believed. 0 asks for every request. */
  readonly tokenTtlMs: number;
  readonly maxTokens: number;
  readonly signedInstanceMaxAgeMs: number;
  /** How long a request waits for Wix's word, queueing included. */
  readonly waitMs: number;
}

/**
 * Verifies the token of every request: remembered, proven here, or asked of Wix.
 *
 * Good and bad verdicts are kept apart, so that a flood of junk cannot push out a good one. Kept is
 * what was vouched for, and it is judged anew each time: a token expires while it is remembered. What
 * can be proven here is kept only of those who come again.
 */
export function createVerifyToken(options: VerifyTokenOptions): VerifyToken {
  const { clock, clientId, tokenTtlMs } = options;
  const bounds = { max: options.maxTokens, clock };
  const vouchedFor = createTimedStore<VouchedClaims>(bounds);
  const refused = createTimedStore<Refused>(bounds);
  const setbacks = createSetbacks(bounds);
  const hasBeenHere = createDoorkeeper();
  const questions = createSingleFlight<Verdict>({
    reclaimAfterMs: options.waitMs,
    clock,
    keepAlive: options.keepAlive,
  });

  function judge(claims: VouchedClaims, by: VerifiedBy): Verified | Refused {
    const identity = identify(claims, clientId, clock.epochMs());
    return typeof identity === 'string'
      ? { kind: 'refused', code: identity, remembered: false }
      : { kind: 'verified', identity, by, expiresAtMs: claims.expiresAtMs };
  }

  function recall(key: string, nowMs: number | undefined): Verdict | undefined {
    const claims = vouchedFor.get(key, nowMs);
    if (claims) {
      const verdict = judge(claims, 'token_memo');
      if (verdict.kind === 'verified') return verdict;
      // It ran out while it was remembered. Wix has the last word, as for a token never seen.
      vouchedFor.delete(key);
    }
    const failure = setbacks.of(key);
    return failure ? { kind: 'undecided', failure } : refused.get(key);
  }

  async function askWix(key: string, token: string, cause: Cause): Promise<Verdict> {
    const answer = await options.guard(() => wordOfWix(key, token, cause), token);
    if (answer.kind !== 'failed') return answer;
    setbacks.note(key, answer.failure);
    return { kind: 'undecided', failure: answer.failure };
  }

  async function wordOfWix(
    key: string,
    token: string,
    cause: Cause,
  ): Promise<Verified | Refused | Failed> {
    const answer = await options.upstream.tokenInfo(token, cause);
    if (answer.kind === 'failed') return answer;
    const info = answer.value;
    if (!info.active) return refuse(key, 'inactive_token');
    const verdict = judge(info, 'token_info');
    if (verdict.kind === 'refused') return refuse(key, verdict.code);
    vouchedFor.set(key, info, tokenTtlMs);
    return verdict;
  }

  function refuse(key: string, code: TokenRefusal): Refused {
    refused.set(key, { kind: 'refused', code, remembered: true }, tokenTtlMs);
    return { kind: 'refused', code, remembered: false };
  }

  async function question(key: string, token: string, cause: Cause): Promise<Verdict> {
    // A TTL of 0 promises a question for every request: then no answer is shared either.
    const ask = () => askWix(key, token, cause);
    const answer = tokenTtlMs === 0 ? ask() : questions.board(key, ask, cause).result;
    const verdict = await waitAtMost(answer, options.waitMs, clock);
    return verdict === DEADLINE_PASSED
      ? { kind: 'undecided', failure: { kind: 'timeout' } }
      : verdict;
  }

  return function verifyToken(token, cause = NOBODY, nowMs) {
    const key = options.digest(token);
    const known = recall(key, nowMs);
    if (known) return known;

    const proof = proveSignedInstance(token, {
      clientId,
      signatureMatches: options.signatureMatches,
      maxAgeMs: options.signedInstanceMaxAgeMs,
      nowMs: clock.epochMs(),
    });
    if (proof) {
      if (hasBeenHere(key)) vouchedFor.set(key, proof, Number.POSITIVE_INFINITY);
      return judge(proof, 'signed_instance');
    }
    return hasTokenCharacters(token) ? question(key, token, cause) : MALFORMED;
  };
}
