import { appInstances } from '@wix/app-management';
import { auth } from '@wix/essentials';
import type { APIRoute } from 'astro';

/**
 * What the documentation tells an app to do, with nothing added: the measure that ours is held
 * against. It hands the owner's data to visitors, and it answers without a token.
 */
export const GET: APIRoute = async () => {
  const { instanceId } = await auth.getTokenInfo();
  const instance = await auth.elevate(appInstances.getAppInstance)();
  return Response.json({ instanceId, ...instance });
};
