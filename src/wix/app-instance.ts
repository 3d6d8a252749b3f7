import { appInstances } from '@wix/app-management';
import { auth } from '@wix/essentials';
import { createClient } from '@wix/sdk';
import type { AppInstance } from '../instances/instance-source.ts';
import { type Failed, failed } from '../resilience/failure.ts';
import { callWix, type MadeCall, type Wire, type WixCall } from './call-wix.ts';
import { isJsonObject } from './json-object.ts';
import type { Answered, AppTokenRejected, NotFound } from './wix-calls.ts';
import { isWixError } from './wix-error.ts';

const getAppInstanceElevated = auth.elevate(appInstances.getAppInstance);

/**
 * The elevated `getAppInstance()`, on a client of its own: a shared client carries `X-Wix-Consistent`
 * from one site's call to the next.
 */
export async function fetchAppInstance(
  appToken: string,
  wire: Wire,
): Promise<MadeCall<Answered<AppInstance> | NotFound | AppTokenRejected | Failed>> {
  const call = await callWix((fetch) => {
    const getAuthHeaders = () => ({ headers: { Authorization: appToken } });
    return createClient({ auth: { getAuthHeaders }, fetch }).use(getAppInstanceElevated)();
  }, wire);
  return { ...call, value: resultOf(call) };
}

function resultOf({
  value,
  response,
  failure,
}: WixCall<{ readonly instance?: unknown; readonly site?: unknown }>):
  Answered<AppInstance> | NotFound | AppTokenRejected | Failed {
  if (isJsonObject(value?.instance)) {
    const site = isJsonObject(value.site) ? value.site : {};
    return { kind: 'answered', value: { instance: value.instance, site } };
  }
  if (isWixError(response, 404)) return { kind: 'not_found' };
  // Not Wix's envelope alone: these only decide whether a new app token is worth a try and what to log.
  if (response?.kind === 'json' && response.status === 401) return { kind: 'unauthorized' };
  if (response?.kind === 'json' && response.status === 403) return { kind: 'forbidden' };
  return failed(failure);
}
