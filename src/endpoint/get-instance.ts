import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { Clock } from '../resilience/clock.ts';
import type { InstanceCache, Lookup } from '../instances/instance-cache.ts';
import type { ErrorCode, Outcome, Timings } from './outcome.ts';
import { readToken } from '../identity/read-token.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';
import type { Verdict, Verified, VerifyToken } from '../identity/verify-token.ts';

/** A request as plain data: Node has no WHATWG objects to build for it, Astro unwraps its own. */
export interface GetInstanceRequest {
  readonly method: string;
  /** What stands after `?`, undecoded; empty where nothing does. */
  readonly query: string;
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly traceparent: string | undefined;
  readonly accessControlRequestHeaders: string | undefined;
}

export interface GetInstanceDeps {
  readonly verifyToken: VerifyToken;
  readonly instances: Pick<InstanceCache, 'find'>;
  readonly clock: Clock;
}

/** `startedMs` by the monotonic clock; now, when it is left out. */
export type GetInstance = (
  request: GetInstanceRequest,
  cause?: Cause,
  startedMs?: number,
) => Outcome | Promise<Outcome>;

/**
 * The story: verify the token, look the instance up. (What the asker may see of it was projected
 * when it was loaded.) Each step answers at once where it can, so that a hit waits for nothing.
 */
export function createGetInstance({ verifyToken, instances, clock }: GetInstanceDeps): GetInstance {
  return function getInstance(request, cause = NOBODY, startedMs = clock.monotonicMs()) {
    if (request.method === 'OPTIONS') return { kind: 'preflight' };
    if (request.method !== 'GET' && request.method !== 'HEAD') return refused('method_not_allowed');

    const read = readToken(request.authorization);
    if (!read.ok) {
      return { ...refused(read.code), timings: { identifyMs: clock.monotonicMs() - startedMs } };
    }

    const verdict = verifyToken(read.token, cause, startedMs);
    if (!(verdict instanceof Promise)) {
      const verifiedMs = clock.monotonicMs();
      return lookUp(request, cause, verdict, { identifyMs: verifiedMs - startedMs }, verifiedMs);
    }
    return verdict.then((settled) => {
      const verifiedMs = clock.monotonicMs();
      const identifyMs = verifiedMs - startedMs;
      return lookUp(request, cause, settled, { identifyMs, upstreamMs: identifyMs }, verifiedMs);
    });
  };

  function lookUp(
    request: GetInstanceRequest,
    cause: Cause,
    verdict: Verdict,
    timings: Timings,
    startedMs: number,
  ): Outcome | Promise<Outcome> {
    if (verdict.kind === 'refused') {
      return { ...refused(verdict.code, verdict.remembered), timings };
    }
    if (verdict.kind === 'undecided') return { ...refusedBy(verdict.failure), timings };
    if (wantsOnlyInstanceId(request.query)) {
      const { identity, by, expiresAtMs = Infinity } = verdict;
      return {
        kind: 'instance_id',
        identity,
        by,
        goodForMs: expiresAtMs - clock.epochMs(),
        timings,
      };
    }

    const lookup = instances.find(verdict.identity.instanceId, cause, startedMs);
    if (!(lookup instanceof Promise)) {
      return answer(verdict, lookup, { ...timings, cacheMs: clock.monotonicMs() - startedMs });
    }
    return lookup.then((settled) => {
      const cacheMs = clock.monotonicMs() - startedMs;
      const upstreamMs = (timings.upstreamMs ?? 0) + cacheMs;
      return answer(verdict, settled, { ...timings, cacheMs, upstreamMs });
    });
  }

  function answer({ identity, by }: Verified, lookup: Lookup, timings: Timings): Outcome {
    switch (lookup.kind) {
      case 'cached':
      case 'loaded':
        return { kind: 'instance', identity, by, lookup, timings };
      case 'not_found':
        return {
          ...refused('instance_not_found', lookup.outcome === 'negative'),
          identity,
          by,
          lookup,
          timings,
        };
      case 'failed':
        return { ...refusedBy(lookup.failure), identity, by, lookup, timings };
    }
  }
}

function refused(code: ErrorCode, remembered = false): Extract<Outcome, { kind: 'refused' }> {
  return remembered ? { kind: 'refused', code, remembered } : { kind: 'refused', code };
}

/** An outage is never a denial: none of these says anything about the token or the instance. */
function refusedBy(failure: UpstreamFailure): Extract<Outcome, { kind: 'refused' }> {
  switch (failure.kind) {
    case 'rate_limited':
      return {
        ...refused('upstream_rate_limited'),
        retryAfterSeconds: failure.retryAfterSeconds,
      };
    case 'unavailable':
      return { ...refused('upstream_unavailable'), retryAfterSeconds: failure.retryAfterSeconds };
    case 'timeout':
      return refused('upstream_timeout');
    case 'error':
      return refused('upstream_error');
  }
}

function wantsOnlyInstanceId(query: string): boolean {
  return query !== '' && new URLSearchParams(query).get('fields') === 'instanceId';
}
