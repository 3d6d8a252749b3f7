import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { Clock } from '../resilience/clock.ts';
import { createTimedStore } from '../resilience/ttl-cache.ts';
import type { AppToken, Upstream } from '../resilience/failure.ts';

/** A token is not used in its last seconds: the call it goes with has to arrive in time. */
const EXPIRY_SKEW_MS = 10_000;

type AppTokenAnswer = Awaited<ReturnType<Upstream['appToken']>>;

/** The app's tokens, by instance: exchanged once and kept until shortly before they expire. */
export interface AppTokens {
  /** `kept` tells a token that may have been revoked meanwhile from one that is brand new. */
  get(
    instanceId: string,
    cause?: Cause,
  ): Promise<{ readonly kept: boolean; readonly answer: AppTokenAnswer }>;
  forget(instanceId: string): void;
}

export function createAppTokens(options: {
  readonly upstream: Pick<Upstream, 'appToken'>;
  readonly maxInstances: number;
  readonly clock: Clock;
}): AppTokens {
  const { upstream, clock } = options;
  const kept = createTimedStore<AppToken>({ max: options.maxInstances, clock });

  return {
    async get(instanceId, cause = NOBODY) {
      const known = kept.get(instanceId);
      if (known) return { kept: true, answer: { kind: 'answered', value: known } };
      const answer = await upstream.appToken(instanceId, cause);
      if (answer.kind === 'answered') {
        kept.set(instanceId, answer.value, answer.value.lifetimeMs - EXPIRY_SKEW_MS);
      }
      return { kept: false, answer };
    },
    forget(instanceId) {
      kept.delete(instanceId);
    },
  };
}
