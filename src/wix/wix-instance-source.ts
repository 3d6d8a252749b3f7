import type { AppInstance, InstanceSource, LoadResult } from '../instances/instance-source.ts';
import { failed } from '../resilience/failure.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { Report } from '../tracing/service-event.ts';
import type { AppTokens } from './app-token-cache.ts';
import type { CallBudget } from './call-budget.ts';
import { isSameGuid } from './guid.ts';
import type { WixCalls } from './wix-calls.ts';

/** What an app needs for `getAppInstance()`. Without it Wix answers 403. */
const PERMISSION = 'Manage Your App (SCOPE.DC.MANAGE-YOUR-APP)';

export interface WixInstanceSourceOptions {
  readonly calls: Pick<WixCalls, 'getAppInstance'>;
  readonly appTokens: AppTokens;
  readonly budget: CallBudget;
  readonly report: Report;
}

/**
 * Instances from Wix: one elevated `getAppInstance()` for each load, within the budget of the instance
 * and with a cached app token.
 */
export function createWixInstanceSource(options: WixInstanceSourceOptions): InstanceSource {
  const { calls, appTokens, budget, report } = options;

  async function load(instanceId: string, scope: RequestScope): Promise<LoadResult> {
    const token = await appTokens.get(instanceId, scope);
    if (token.result.kind !== 'answered') return token.result;

    // Only a call counts. A failed exchange must not use up the budget of later loads.
    const allowance = budget.take(instanceId);
    if (!allowance.granted) {
      const { retryAfterSeconds } = allowance;
      report({ kind: 'budget_spent', instanceId, retryAfterSeconds });
      return failed({ kind: 'rate_limited', retryAfterSeconds, called: false });
    }
    const result = await calls.getAppInstance(token.result.value.token, scope);
    switch (result.kind) {
      case 'answered':
        return accept(instanceId, result.value);
      case 'unauthorized':
        appTokens.forget(instanceId);
        // A cached token may have been revoked. It is worth one retry with a new one.
        return token.cached
          ? load(instanceId, scope)
          : failed({ kind: 'error', reason: 'status', status: 401 });
      case 'forbidden':
        // After the permission was granted, only a new token has it.
        appTokens.forget(instanceId);
        report({ kind: 'permission_missing', permission: PERMISSION });
        return failed({ kind: 'error', reason: 'status', status: 403 });
      default:
        return result;
    }
  }

  return { load };
}

function accept(instanceId: string, instance: AppInstance): LoadResult {
  return isSameGuid(instance.instance['instanceId'], instanceId)
    ? { kind: 'loaded', instance }
    : failed({ kind: 'error', reason: 'unexpected_answer' });
}
