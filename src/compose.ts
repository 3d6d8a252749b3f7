import type { Config } from './config.ts';
import { createAppTokens } from './wix/app-tokens.ts';
import { createCallBudget } from './wix/call-budget.ts';
import { NOBODY } from './tracing/request-scope.ts';
import { decodeClaimedInstance } from './wix/claimed-instance.ts';
import type { Clock } from './resilience/clock.ts';
import { createGetInstance } from './endpoint/get-instance.ts';
import { createHandleGetInstance, type HandleGetInstance } from './endpoint/handle-get-instance.ts';
import { createInstanceCache, type InstanceCache } from './instances/instance-cache.ts';
import { createLoadInstance } from './wix/wix-instance-source.ts';
import type { Upstream } from './resilience/failure.ts';
import { createVerifyToken } from './identity/verify-token.ts';
import { hmacSha256Check, sha256 } from './node-crypto.ts';
import type { Log } from './telemetry/log.ts';
import { createEventLog } from './telemetry/log-events.ts';
import { noTelemetry } from './telemetry/telemetry.ts';
import { createGate } from './resilience/policy.ts';
import { createTimeLimit } from './resilience/time-limit.ts';
import { createWixUpstream } from './wix/wix-calls.ts';

export interface App {
  readonly handle: HandleGetInstance;
  readonly instances: Pick<InstanceCache, 'invalidate' | 'size'>;
}

/** What a runtime has to bring: Node and Workers differ in nothing else. */
export interface Runtime {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Takes care of work that goes on when its request has been answered, or has left. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  /** Where to say what an operator has to see; nowhere when it is left out. */
  readonly log?: Log;
}

/** Builds the endpoint once. It alone knows everybody. */
export function compose(
  config: Config,
  runtime: Runtime,
  telemetry = noTelemetry(runtime.random),
): App {
  const events = eventLogOf(runtime);
  const credentials = { appId: config.clientId, appSecret: config.clientSecret };
  const wix = createWixUpstream(
    credentials,
    createTimeLimit(config.upstreamTimeoutMs, runtime.clock),
    events.watchCalls(telemetry.observeCall),
  );
  return composeOn(wix, config, runtime, telemetry, events);
}

const eventLogOf = ({ log = () => undefined, clock }: Runtime) => createEventLog(log, clock);

/**
 * Whoever is loaded often enough to have a budget at all is met again long before so many others: all
 * loads together are some thousands a second.
 */
const BUDGETED_INSTANCES = 10_000;

/** The same on whatever answers as Wix does. */
export function composeOn(
  upstream: Upstream,
  config: Config,
  runtime: Runtime,
  telemetry = noTelemetry(runtime.random),
  events = eventLogOf(runtime),
): App {
  const { clock, random, keepAlive } = runtime;
  // What is asked may have to queue for as long as a call may take.
  const waitForOneCallMs = 2 * config.upstreamTimeoutMs;
  const waitForTwoCallsMs = 3 * config.upstreamTimeoutMs;
  // Two gates, so that a flood of strange tokens takes no place from the loads of instances.
  const questions = createGate({
    onCircuitChange: (state) => {
      events.circuitChanged('token_info', state);
    },
    maxConcurrency: config.tokenInfoMaxConcurrency,
    reclaimAfterMs: waitForOneCallMs,
    clock,
  });
  const loads = createGate({
    onCircuitChange: (state) => {
      events.circuitChanged('load', state);
    },
    maxConcurrency: config.upstreamMaxConcurrency,
    // An exchange and a call, and both again where a kept app token was revoked.
    reclaimAfterMs: 5 * config.upstreamTimeoutMs,
    clock,
  });
  const load = createLoadInstance({
    upstream,
    appTokens: createAppTokens({ upstream, maxInstances: config.maxInstances, clock }),
    budget: createCallBudget({
      callsPerMinute: config.upstreamCallsPerMinute,
      maxInstances: BUDGETED_INSTANCES,
      clock,
    }),
    onBudgetSpent: events.budgetSpent,
    guard: loads.guard,
    digest: sha256,
  });
  const instances = createInstanceCache({
    load: (instanceId, purpose, cause = NOBODY) =>
      purpose === 'refresh'
        ? telemetry.observeRefresh(cause, (refresh) => load(instanceId, refresh))
        : load(instanceId, cause),
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
  /** What a token claims about itself may choose its place in the queue, never the answer. */
  function laneOf(token: string): string {
    const claimed = decodeClaimedInstance(token, config.clientId);
    return claimed !== undefined && instances.has(claimed) ? claimed : 'unknown';
  }
  const verifyToken = createVerifyToken({
    upstream,
    guard: (attempt, token) => questions.guard(attempt, laneOf(token)),
    signatureMatches: hmacSha256Check(config.clientSecret),
    digest: sha256,
    clock,
    keepAlive,
    clientId: config.clientId,
    tokenTtlMs: config.tokenTtlMs,
    maxTokens: config.maxTokens,
    signedInstanceMaxAgeMs: config.signedInstanceMaxAgeMs,
    waitMs: waitForOneCallMs,
  });
  const getInstance = createGetInstance({ verifyToken, instances, clock });
  telemetry.watch({
    cachedInstances: () => instances.size,
    gates: { token_info: questions, load: loads },
  });
  const { observer } = telemetry;
  return {
    handle: createHandleGetInstance({
      getInstance,
      digest: sha256,
      observer,
      clock,
      onRefused: events.refused,
    }),
    instances,
  };
}
