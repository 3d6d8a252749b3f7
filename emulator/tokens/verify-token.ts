import { verifyAccessToken } from './access-token.ts';
import { OTHER_APP, type AppCredentials } from '../development-app.ts';
import { verifySignedInstance } from './signed-instance.ts';
import type { TokenClaims } from './token-claims.ts';

/**
 * Verifies a token of either kind. Returns undefined for a forged, unknown or expired one. `now` is
 * in epoch ms.
 */
export function verifyToken(
  token: string,
  app: AppCredentials,
  now: number,
): TokenClaims | undefined {
  const claims =
    verifyAccessToken(token) ?? verifySignedInstance(token, (appId) => secretOf(appId, app));
  return claims && claims.expiresAt * 1000 > now ? claims : undefined;
}

function secretOf(appId: string, app: AppCredentials): string | undefined {
  return [app, OTHER_APP].find((known) => known.WIX_CLIENT_ID === appId)?.WIX_CLIENT_SECRET;
}
