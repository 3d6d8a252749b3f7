import type { Clock } from '../resilience/clock.ts';
import { createTtlCache } from '../resilience/ttl-cache.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { AppToken, WixCalls } from './wix-calls.ts';

/** A token is not used in its last seconds: the call that it authorizes must arrive in time. */
const EXPIRY_SKEW_MS = 10_000;

type AppTokenResult = Awaited<ReturnType<WixCalls['appToken']>>;

/** App tokens by instance, exchanged once and cached until shortly before they expire. */
export interface AppTokens {
  /** `cached` distinguishes a token that may have been revoked since from a new one. */
  get(
    instanceId: string,
    scope: RequestScope,
  ): Promise<{ readonly cached: boolean; readonly result: AppTokenResult }>;
  forget(instanceId: string): void;
}

export function createAppTokens(options: {
  readonly calls: Pick<WixCalls, 'appToken'>;
  readonly maxInstances: number;
  readonly clock: Clock;
}): AppTokens {
  const { calls, clock } = options;
  const tokens = createTtlCache<AppToken>(options.maxInstances);

  return {
    async get(instanceId, scope) {
      const token = tokens.get(instanceId, clock.monotonicMs());
      if (token) return { cached: true, result: { kind: 'answered', value: token } };
      const result = await calls.appToken(instanceId, scope);
      if (result.kind === 'answered') {
        const ttlMs = result.value.lifetimeMs - EXPIRY_SKEW_MS;
        tokens.set(instanceId, result.value, ttlMs, clock.monotonicMs());
      }
      return { cached: false, result };
    },
    forget(instanceId) {
      tokens.delete(instanceId);
    },
  };
}
