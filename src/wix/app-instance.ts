import { appInstances } from '@wix/app-management';
import { auth } from '@wix/essentials';
import { createClient } from '@wix/sdk';
import { isJsonObject } from './json-object.ts';
import type { AppInstance, Asked, NotFound, Unauthorized } from '../resilience/failure.ts';
import { callWix, failureOf, type Wire } from './call-wix.ts';
import { namesUnknownInstance } from './unknown-instance.ts';

const getAppInstanceElevated = auth.elevate(appInstances.getAppInstance);

/**
 * The elevated `getAppInstance()`, on a client of its own: a shared one carries `X-Wix-Consistent`
 * from one site's call to the next.
 */
export async function fetchAppInstance(
  appToken: string,
  wire: Wire,
): Promise<Asked<AppInstance> | NotFound | Unauthorized> {
  const { value, response } = await callWix(
    (fetch) => {
      const getAuthHeaders = () => ({ headers: { Authorization: appToken } });
      return createClient({ auth: { getAuthHeaders }, fetch }).use(getAppInstanceElevated)();
    },
    wire.signal,
    wire.responded,
  );
  if (value && isJsonObject(value.instance)) {
    const site = isJsonObject(value.site) ? value.site : {};
    return { kind: 'answered', value: { instance: value.instance, site } };
  }
  if (response?.status === 401) return { kind: 'unauthorized' };
  if (namesUnknownInstance(response)) return { kind: 'not_found' };
  return { kind: 'failed', failure: failureOf(response) };
}
