import { readToken } from '../identity/read-token.ts';
import type { Verdict, Verified } from '../identity/verdict.ts';
import type { VerifyToken } from '../identity/verify-token.ts';
import type { InstanceCache } from '../instances/instance-cache.ts';
import type { Lookup } from '../instances/lookup.ts';
import type { Clock } from '../resilience/clock.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';
import { epochMsAt, type RequestScope } from '../tracing/request-scope.ts';
import type { Outcome, Timings, UpstreamErrorCode, Verification } from './outcome.ts';
import type { GetInstanceRequest } from './request.ts';

export interface GetInstanceDeps {
  readonly verifyToken: VerifyToken;
  readonly instances: Pick<InstanceCache, 'find'>;
  readonly clock: Clock;
}

export type GetInstance = (
  request: GetInstanceRequest,
  scope: RequestScope,
) => Outcome | Promise<Outcome>;

/**
 * The story: verify the token, then find the instance. (What the reader may see of it was projected
 * when it was loaded.) Each step returns at once where it can, so that a hit waits for nothing.
 */
export function createGetInstance({ verifyToken, instances, clock }: GetInstanceDeps): GetInstance {
  return function getInstance(request, scope) {
    if (request.method === 'OPTIONS') return { kind: 'preflight' };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { kind: 'refused', stage: 'method', code: 'method_not_allowed' };
    }

    const read = readToken(request.authorization);
    if (!read.ok) {
      const timings = { identifyMs: clock.monotonicMs() - scope.startedMs };
      return { kind: 'refused', stage: 'read_token', code: read.code, timings };
    }

    const verdict = verifyToken(read.token, scope);
    if (!(verdict instanceof Promise)) {
      const nowMs = clock.monotonicMs();
      return findInstance(request, verdict, { identifyMs: nowMs - scope.startedMs }, nowMs, scope);
    }
    return verdict.then((settled) => {
      const nowMs = clock.monotonicMs();
      const identifyMs = nowMs - scope.startedMs;
      return findInstance(request, settled, { identifyMs, upstreamMs: identifyMs }, nowMs, scope);
    });
  };

  function findInstance(
    request: GetInstanceRequest,
    verdict: Verdict,
    timings: Timings,
    nowMs: number,
    scope: RequestScope,
  ): Outcome | Promise<Outcome> {
    if (verdict.kind !== 'verified') return refuseToken(verdict, timings);
    const { identity, method, isStale: isIdentityStale, expiresAtMs = Infinity } = verdict;
    const verification = { identity, method, isIdentityStale };
    const tokenGoodForMs = expiresAtMs - epochMsAt(scope, nowMs);
    if (wantsOnlyInstanceId(request.query)) {
      return { kind: 'instance_id', ...verification, goodForMs: tokenGoodForMs, timings };
    }

    const lookup = instances.find(identity.instanceId, nowMs, scope);
    if (!(lookup instanceof Promise)) {
      const cacheMs = clock.monotonicMs() - nowMs;
      return answer(verification, tokenGoodForMs, lookup, { ...timings, cacheMs });
    }
    return lookup.then((settled) => {
      const cacheMs = clock.monotonicMs() - nowMs;
      const upstreamMs = (timings.upstreamMs ?? 0) + cacheMs;
      return answer(verification, tokenGoodForMs - cacheMs, settled, {
        ...timings,
        cacheMs,
        upstreamMs,
      });
    });
  }
}

function refuseToken(verdict: Exclude<Verdict, Verified>, timings: Timings): Outcome {
  return verdict.kind === 'refused'
    ? { ...verdict, stage: 'verify_token', timings }
    : {
        kind: 'refused',
        stage: 'verify_token',
        ...errorOf(verdict.failure),
        method: 'token_info',
        timings,
      };
}

function answer(
  verification: Verification,
  tokenGoodForMs: number,
  lookup: Lookup,
  timings: Timings,
): Outcome {
  switch (lookup.kind) {
    case 'cached':
    case 'loaded': {
      const goodForMs = Math.min(lookup.ttlMs, tokenGoodForMs);
      return { kind: 'instance', ...verification, lookup, goodForMs, timings };
    }
    case 'not_found': {
      const code = 'instance_not_found';
      return { kind: 'refused', stage: 'find_instance', code, ...verification, lookup, timings };
    }
    case 'failed': {
      const error = errorOf(lookup.failure);
      const stage = 'find_instance';
      return { kind: 'refused', stage, ...error, ...verification, lookup, timings };
    }
  }
}

/** An outage is never a denial: none of these codes says anything about the token or the instance. */
function errorOf(failure: UpstreamFailure): {
  readonly code: UpstreamErrorCode;
  readonly retryAfterSeconds?: number;
} {
  switch (failure.kind) {
    case 'rate_limited':
      return { code: 'upstream_rate_limited', retryAfterSeconds: failure.retryAfterSeconds };
    case 'unavailable':
      return { code: 'upstream_unavailable', retryAfterSeconds: failure.retryAfterSeconds };
    case 'timeout':
      return { code: 'upstream_timeout' };
    case 'error':
      return { code: 'upstream_error' };
  }
}

function wantsOnlyInstanceId(query: string): boolean {
  return query !== '' && new URLSearchParams(query).get('fields') === 'instanceId';
}
