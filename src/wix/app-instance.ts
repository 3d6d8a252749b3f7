import { appInstances } from '@wix/app-management';
import { auth } from '@wix/essentials';
import { createClient } from '@wix/sdk';
import type { AppInstance } from '../instances/instance-source.ts';
import { type Failed, failed } from '../resilience/failure.ts';
import { type CallOutcome, callWix, failureOf } from './call-wix.ts';
import { isJsonObject } from './json-object.ts';
import { namesUnknownInstance } from './unknown-instance.ts';
import type { Answered, NotFound, Unauthorized } from './wix-calls.ts';

const getAppInstanceElevated = auth.elevate(appInstances.getAppInstance);

/**
 * The elevated `getAppInstance()`, on a client of its own: a shared client carries `X-Wix-Consistent`
 * from one site's call to the next.
 */
export async function fetchAppInstance(
  appToken: string,
  signal: AbortSignal,
): Promise<CallOutcome<Answered<AppInstance> | NotFound | Unauthorized | Failed>> {
  const { value, response } = await callWix((fetch) => {
    const getAuthHeaders = () => ({ headers: { Authorization: appToken } });
    return createClient({ auth: { getAuthHeaders }, fetch }).use(getAppInstanceElevated)();
  }, signal);
  if (value && isJsonObject(value.instance)) {
    const site = isJsonObject(value.site) ? value.site : {};
    return { result: { kind: 'answered', value: { instance: value.instance, site } }, response };
  }
  if (response?.status === 401) return { result: { kind: 'unauthorized' }, response };
  if (namesUnknownInstance(response)) return { result: { kind: 'not_found' }, response };
  return { result: failed(failureOf(response)), response };
}
