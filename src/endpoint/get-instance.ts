import type { Verdict, Verified, VerifyToken } from '../identity/verify-token.ts';
import { readToken } from '../identity/read-token.ts';
import type { InstanceCache } from '../instances/instance-cache.ts';
import type { Lookup } from '../instances/lookup.ts';
import type { Clock } from '../resilience/clock.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { Outcome, Timings, UpstreamErrorCode } from './outcome.ts';
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
    if (wantsOnlyInstanceId(request.query)) {
      const { identity, method, expiresAtMs = Infinity } = verdict;
      const goodForMs = expiresAtMs - clock.epochMs();
      return { kind: 'instance_id', identity, method, goodForMs, timings };
    }

    const lookup = instances.find(verdict.identity.instanceId, nowMs, scope);
    if (!(lookup instanceof Promise)) {
      return answer(verdict, lookup, { ...timings, cacheMs: clock.monotonicMs() - nowMs });
    }
    return lookup.then((settled) => {
      const cacheMs = clock.monotonicMs() - nowMs;
      const upstreamMs = (timings.upstreamMs ?? 0) + cacheMs;
      return answer(verdict, settled, { ...timings, cacheMs, upstreamMs });
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

function answer({ identity, method }: Verified, lookup: Lookup, timings: Timings): Outcome {
  switch (lookup.kind) {
    case 'cached':
    case 'loaded':
      return { kind: 'instance', identity, method, lookup, timings };
    case 'not_found': {
      const code = 'instance_not_found';
      return { kind: 'refused', stage: 'find_instance', code, identity, method, lookup, timings };
    }
    case 'failed': {
      const error = errorOf(lookup.failure);
      const stage = 'find_instance';
      return { kind: 'refused', stage, ...error, identity, method, lookup, timings };
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
