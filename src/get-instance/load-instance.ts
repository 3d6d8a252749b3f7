import type { createAppTokens } from './app-tokens.ts';
import type { createCallBudget } from './call-budget.ts';
import type { LoadedInstance } from './instance-cache.ts';
import { representInstance } from './represent-instance.ts';
import type { AppInstance, Upstream } from './upstream.ts';

export interface LoadInstanceOptions {
  readonly upstream: Pick<Upstream, 'getAppInstance'>;
  readonly appTokens: ReturnType<typeof createAppTokens>;
  readonly budget: ReturnType<typeof createCallBudget>;
  readonly digest: (text: string) => string;
}

/**
 * One elevated `getAppInstance()`: within the instance's budget, with the app's token, and about the
 * instance that was asked for.
 */
export function createLoadInstance(options: LoadInstanceOptions) {
  const { upstream, appTokens, budget, digest } = options;

  return async function loadInstance(instanceId: string): Promise<LoadedInstance> {
    const allowance = budget.take(instanceId);
    if (!allowance.granted) {
      const { retryAfterSeconds } = allowance;
      return failed({ kind: 'rate_limited', retryAfterSeconds, asked: false });
    }

    const token = await appTokens.get(instanceId);
    if (token.answer.kind !== 'answered') return token.answer;

    const answer = await upstream.getAppInstance(instanceId, token.answer.value.token);
    switch (answer.kind) {
      case 'answered':
        return accept(instanceId, answer.value);
      case 'unauthorized':
        appTokens.forget(instanceId);
        // A kept token may have been revoked, and is worth one more try with a new one.
        return token.kept
          ? loadInstance(instanceId)
          : failed({ kind: 'error', reason: 'status', status: 401 });
      default:
        return answer;
    }
  };

  function accept(instanceId: string, answer: AppInstance): LoadedInstance {
    if (answer.instance['instanceId'] !== instanceId) {
      return failed({ kind: 'error', reason: 'other_instance' });
    }
    const { siteId } = answer.site;
    return {
      kind: 'loaded',
      representations: representInstance(instanceId, answer, digest),
      siteId: typeof siteId === 'string' ? siteId : undefined,
    };
  }
}

function failed(failure: Extract<LoadedInstance, { kind: 'failed' }>['failure']): LoadedInstance {
  return { kind: 'failed', failure };
}
