import { appInstances } from '@wix/app-management';
import { auth } from '@wix/essentials';
import type { APIRoute } from 'astro';

/**
 * The documentation's example, unchanged. It returns the owner's data to visitors, and it answers requests without
 * a token.
 */
export const GET: APIRoute = async () => {
  const { instanceId } = await auth.getTokenInfo();
  const instance = await auth.elevate(appInstances.getAppInstance)();
  return Response.json({ instanceId, ...instance });
};
