import { siteIdOf } from '../instances/instance-id.ts';
import { verifyToken } from '../tokens/verify-token.ts';
import { readParameters } from './read-parameters.ts';
import type { TokenClaims } from '../tokens/token-claims.ts';
import type { World } from '../world/world.ts';
import { throttle } from './throttle.ts';
import { refusal, wixError, type WixAnswer, type WixEndpoint } from './wix-endpoint.ts';

/**
 * `POST /oauth2/token-info`: returns the claims of a valid token. An invalid token is answered with
 * 200 and `active: false`.
 */
export const tokenInfo: WixEndpoint = {
  method: 'POST',
  path: '/oauth2/token-info',
  operation: 'token_info',
  readCall: (world, request) => {
    const token = readParameters(request)?.get('token');
    if (!token) {
      return refusal(
        wixError(400, 'INVALID_ARGUMENT', 'The body must be JSON with a token: {"token":"…"}'),
      );
    }
    const claims = verifyToken(token, world.app, world.clock());
    const info = claims ? describe(claims, world.app.WIX_CLIENT_INSTANCE_ID) : { active: false };
    return {
      instanceId: claims?.instanceId,
      answer: () =>
        throttleIfCounted(world, claims?.instanceId) ?? {
          status: 200,
          body: world.settings.stringly ? stringly(info) : info,
        },
    };
  },
};

function throttleIfCounted(world: World, instanceId: string | undefined): WixAnswer | undefined {
  if (!world.settings.tokenInfoCountsTowardsLimit || instanceId === undefined) return undefined;
  return throttle(world, instanceId);
}

function describe(claims: TokenClaims, defaultInstanceId: string): Record<string, unknown> {
  const { instanceId, subject } = claims;
  return {
    active: true,
    subjectType: subject.type,
    subjectId: subject.id,
    exp: claims.expiresAt,
    iat: claims.issuedAt,
    clientId: claims.appId,
    siteId: siteIdOf(instanceId ?? defaultInstanceId),
    ...(instanceId === undefined ? {} : { instanceId }),
  };
}

function stringly(info: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(info).map(([name, value]) => [name, String(value)]));
}
