import { verifyToken } from '../tokens/verify-token.ts';
import type { World } from '../world/world.ts';
import { throttle } from './throttle.ts';
import { refusal, wixError, type WixAnswer, type WixEndpoint } from './wix-endpoint.ts';

/** `GET /apps/v1/instance`: returns the app token's instance and its site. */
export const getAppInstance: WixEndpoint = {
  method: 'GET',
  path: '/apps/v1/instance',
  operation: 'get_app_instance',
  readCall: (world, request) => {
    const token = request.authorization?.replace(/^Bearer /i, '') ?? '';
    const claims = verifyToken(token, world.app, world.clock());
    if (!claims) return refusal(wixError(401, 'UNAUTHENTICATED', 'No valid token'));
    const { instanceId, subject } = claims;
    if (subject.type !== 'APP' || instanceId === undefined) {
      return refusal(wixError(403, 'PERMISSION_DENIED', 'Only an app may call this'), instanceId);
    }
    return {
      instanceId,
      answer: (dataOf = instanceId) => throttle(world, instanceId) ?? dataAbout(world, dataOf),
    };
  },
};

function dataAbout(world: World, instanceId: string): WixAnswer {
  const body = world.instances.find(instanceId);
  return body
    ? { status: 200, body }
    : wixError(404, 'INSTANCE_NOT_FOUND', 'The app is not installed there');
}
