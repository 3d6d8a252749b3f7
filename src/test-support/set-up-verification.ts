import { hmacSha256Check, sha256 } from '../node-crypto.ts';
import type { VerifiedClaims } from '../identity/identity.ts';
import type { Introspection } from '../identity/token-source.ts';
import { createVerifyToken, type VerifyTokenOptions } from '../identity/verify-token.ts';
import type { Clock } from '../resilience/clock.ts';
import { failed, type UpstreamFailure } from '../resilience/failure.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { WixCalls } from '../wix/wix-calls.ts';
import { createWixTokenSource } from '../wix/wix-token-source.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeWix, FAKE, VISITOR_CLAIMS } from './fake-wix.ts';
import { APP_ID, APP_SECRET } from './sign-instance.ts';
import { unobservedScope } from './unobserved-scope.ts';

export const HOUR_MS = 3_600_000;
export const WAIT_MS = 4_000;
export const TTL_MS = 30_000;
export const IF_ERROR_MS = HOUR_MS;
export const OPAQUE = FAKE.visitorToken;

export interface VerificationOptions extends Partial<VerifyTokenOptions> {
  readonly policyOn?: (clock: Clock) => VerifyTokenOptions['policy'];
}

/** Verification on a fake Wix and a fake clock, by default without limits. */
export function setUpVerification({ policyOn, ...options }: VerificationOptions = {}) {
  const clock = createFakeClock();
  const wix = createFakeWix();
  const digested: string[] = [];
  const verifyToken = createVerifyToken({
    source: createWixTokenSource({
      calls: wix,
      appId: APP_ID,
      signatureMatches: hmacSha256Check(APP_SECRET),
      signedInstanceMaxAgeMs: 4 * HOUR_MS,
    }),
    policy: policyOn?.(clock) ?? { run: (attempt) => attempt() },
    laneOf: () => 'lane',
    keepAlive: () => undefined,
    digest: (token) => {
      digested.push(token);
      return sha256(token);
    },
    clock,
    appId: APP_ID,
    tokenTtlMs: TTL_MS,
    tokenStaleIfErrorMs: IF_ERROR_MS,
    maxTokens: 100,
    waitMs: WAIT_MS,
    ...options,
  });
  return {
    clock,
    wix,
    digested,
    /** Verifies the token for a request that begins now. */
    verify: (token: string, scope: RequestScope = unobservedScope(clock)) =>
      verifyToken(token, scope),
    calls: () => wix.count('tokenInfo'),
  };
}

/** A verdict of Wix: the token is active. */
export const activeWith = (changes: Partial<VerifiedClaims> = {}): Introspection => ({
  kind: 'active',
  claims: { ...VISITOR_CLAIMS, ...changes },
});

const answering = (answer: Introspection): Pick<WixCalls, 'tokenInfo'> => ({
  tokenInfo: () => Promise.resolve(answer),
});

export const active = (changes?: Partial<VerifiedClaims>) => answering(activeWith(changes));

export const inactive = answering({ kind: 'inactive' });

export const failing = (failure: UpstreamFailure) => answering(failed(failure));
