import type { Config } from './config.ts';
import { createGetInstance } from './endpoint/get-instance.ts';
import { createHandleGetInstance, type HandleGetInstance } from './endpoint/handle-get-instance.ts';
import type { Observer } from './endpoint/observer.ts';
import { createVerifyToken } from './identity/verify-token.ts';
import { createInstanceCache, type InstanceCache } from './instances/instance-cache.ts';
import { hmacSha256Check, sha256 } from './node-crypto.ts';
import type { Clock } from './resilience/clock.ts';
import { createPolicy } from './resilience/policy.ts';
import type { Snapshot } from './telemetry/instruments.ts';
import { createObserver } from './telemetry/observer.ts';
import { createAppTokens } from './wix/app-token-cache.ts';
import { createCallBudget } from './wix/call-budget.ts';
import { decodeClaimedInstance } from './wix/token-formats/claimed-instance.ts';
import { createSdkCalls } from './wix/sdk-calls.ts';
import type { WixCalls } from './wix/wix-calls.ts';
import { createWixInstanceSource } from './wix/wix-instance-source.ts';
import { createWixTokenSource } from './wix/wix-token-source.ts';

export interface App {
  readonly handle: HandleGetInstance;
  readonly instances: Pick<InstanceCache, 'invalidate' | 'size'>;
  /** For gauges. */
  readonly snapshot: () => Snapshot;
}

/** What a host provides to the core. */
export interface Runtime {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Keeps work alive after its request was answered or aborted. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}

/** Instances with a budget at a time. All loads together are some thousands a second. */
const BUDGETED_INSTANCES = 10_000;

/** The lane of tokens that claim no cached instance. */
const UNKNOWN_LANE = 'unknown';

/** Builds the endpoint, with Wix's own SDK. Only this file knows all rooms of the core, Wix and telemetry. */
export function compose(config: Config, runtime: Runtime, observer = createObserver(runtime)): App {
  const calls = createSdkCalls({
    credentials: { appId: config.clientId, appSecret: config.clientSecret },
    wixApiOrigin: config.wixApiOrigin,
    timeoutMs: config.upstreamTimeoutMs,
    clock: runtime.clock,
  });
  return composeOn(calls, config, runtime, observer);
}

/** Builds the endpoint on other implementations of Wix's calls. */
export function composeOn(
  calls: WixCalls,
  config: Config,
  runtime: Runtime,
  observer: Observer = createObserver(runtime),
): App {
  const { clock, random, keepAlive } = runtime;
  const { clientId: appId, upstreamTimeoutMs } = config;
  const { report } = observer;
  // A call may have to queue for as long as it may take.
  const waitForOneCallMs = 2 * upstreamTimeoutMs;
  const waitForTwoCallsMs = 3 * upstreamTimeoutMs;

  // Two policies, so that a flood of unknown tokens takes no slot from the loads of instances.
  const tokenInfoPolicy = createPolicy({
    maxConcurrency: config.tokenInfoMaxConcurrency,
    reclaimAfterMs: waitForOneCallMs,
    // All tokens share Wix's limit for token-info.
    pausesWhenThrottled: true,
    clock,
    onCircuitChange: (state) => {
      report({ kind: 'circuit_changed', policy: 'token_info', state });
    },
  });
  const loadPolicy = createPolicy({
    maxConcurrency: config.upstreamMaxConcurrency,
    // An exchange and a call, and both again where a cached app token was revoked.
    reclaimAfterMs: 5 * upstreamTimeoutMs,
    clock,
    onCircuitChange: (state) => {
      report({ kind: 'circuit_changed', policy: 'load', state });
    },
  });

  const instances = createInstanceCache({
    source: createWixInstanceSource({
      calls,
      appTokens: createAppTokens({ calls, maxInstances: config.maxInstances, clock }),
      budget: createCallBudget({
        callsPerMinute: config.upstreamCallsPerMinute,
        maxInstances: BUDGETED_INSTANCES,
        clock,
      }),
      report,
    }),
    policy: loadPolicy,
    digest: sha256,
    clock,
    random,
    keepAlive,
    ttlMs: config.instanceTtlMs,
    staleWhileRevalidateMs: config.staleWhileRevalidateMs,
    staleIfErrorMs: config.staleIfErrorMs,
    negativeTtlMs: config.negativeTtlMs,
    maxEntries: config.maxInstances,
    waitMs: waitForTwoCallsMs,
  });

  const verifyToken = createVerifyToken({
    source: createWixTokenSource({
      calls,
      appId,
      signatureMatches: hmacSha256Check(config.clientSecret),
      signedInstanceMaxAgeMs: config.signedInstanceMaxAgeMs,
    }),
    policy: tokenInfoPolicy,
    laneOf(token) {
      const claimed = decodeClaimedInstance(token, appId);
      return claimed !== undefined && instances.has(claimed) ? claimed : UNKNOWN_LANE;
    },
    digest: sha256,
    clock,
    keepAlive,
    appId,
    tokenTtlMs: config.tokenTtlMs,
    tokenStaleIfErrorMs: config.tokenStaleIfErrorMs,
    maxTokens: config.maxTokens,
    waitMs: waitForOneCallMs,
  });

  return {
    handle: createHandleGetInstance({
      getInstance: createGetInstance({ verifyToken, instances, clock }),
      digest: sha256,
      observer,
    }),
    instances,
    snapshot: () => ({
      cachedInstances: instances.size,
      policies: { token_info: tokenInfoPolicy, load: loadPolicy },
    }),
  };
}
