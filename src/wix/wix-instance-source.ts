import type { AppTokens } from './app-tokens.ts';
import type { CallBudget } from './call-budget.ts';
import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { LoadedInstance } from '../instances/instance-cache.ts';
import { representInstance } from '../instances/represent-instance.ts';
import { type AppInstance, failed, type Guard, type Upstream } from '../resilience/failure.ts';

export interface LoadInstanceOptions {
  readonly upstream: Pick<Upstream, 'getAppInstance'>;
  readonly appTokens: AppTokens;
  readonly budget: CallBudget;
  /** Told when an instance has none left, whether or not an old value can be served. Must not throw. */
  readonly onBudgetSpent?: (instanceId: string, retryAfterSeconds: number) => void;
  /** Around the whole of a load: an exchange that succeeds says nothing for the call it is made for. */
  readonly guard: Guard;
  readonly digest: (text: string) => string;
}

/**
 * One elevated `getAppInstance()`: within the instance's budget, with the app's token, and about the
 * instance that was asked for.
 */
export function createLoadInstance(options: LoadInstanceOptions) {
  const { upstream, appTokens, budget, onBudgetSpent, guard, digest } = options;

  return async function loadInstance(instanceId: string, cause = NOBODY): Promise<LoadedInstance> {
    return guard(() => askWix(instanceId, cause));
  };

  async function askWix(instanceId: string, cause: Cause): Promise<LoadedInstance> {
    const token = await appTokens.get(instanceId, cause);
    if (token.answer.kind !== 'answered') return token.answer;

    // Only what is really asked is counted: an outage must not use up what comes after it.
    const allowance = budget.take(instanceId);
    if (!allowance.granted) {
      const { retryAfterSeconds } = allowance;
      onBudgetSpent?.(instanceId, retryAfterSeconds);
      return failed({ kind: 'rate_limited', retryAfterSeconds, asked: false });
    }
    const answer = await upstream.getAppInstance(instanceId, token.answer.value.token, cause);
    switch (answer.kind) {
      case 'answered':
        return accept(instanceId, answer.value);
      case 'unauthorized': {
        appTokens.forget(instanceId);
        // A kept token may have been revoked, and is worth one more try with a new one.
        return token.kept
          ? askWix(instanceId, cause)
          : failed({ kind: 'error', reason: 'status', status: 401 });
      }
      default:
        return answer;
    }
  }

  function accept(instanceId: string, answer: AppInstance): LoadedInstance {
    if (answer.instance['instanceId'] !== instanceId) {
      return failed({ kind: 'error', reason: 'unexpected_answer' });
    }
    const { siteId } = answer.site;
    return {
      kind: 'loaded',
      representations: representInstance(instanceId, answer, digest),
      siteId: typeof siteId === 'string' ? siteId : undefined,
    };
  }
}
