import { mintAccessToken, verifyAccessToken } from '../tokens/access-token.ts';
import { verifyToken } from '../tokens/verify-token.ts';
import { randomGuid } from '../tokens/random-guid.ts';
import { TOKEN_LIFETIME_SECONDS, type TokenClaims } from '../tokens/token-claims.ts';
import type { World } from '../world/world.ts';
import { refusal, wixError, type WixAnswer, type WixCall } from './wix-endpoint.ts';

type Grant = (world: World, parameters: Map<string, string>) => WixCall;

const REFRESH_LIFETIME_SECONDS = 365 * 86_400;

const WRONG_APP = wixError(401, 'INVALID_CLIENT', 'The app id or its secret is wrong');
const BAD_TOKEN = wixError(401, 'INVALID_TOKEN', 'The token is unknown, forged or expired');

/** The grants of `POST /oauth2/token`. */
export const GRANTS = new Map<string, Grant>([
  ['client_credentials', clientCredentials],
  ['strip_bound_session', stripBoundSession],
  ['anonymous', anonymous],
  ['refresh_token', refreshToken],
]);

/** An app token: the app acts on one instance. */
function clientCredentials(world: World, parameters: Map<string, string>): WixCall {
  const { WIX_CLIENT_ID: appId, WIX_CLIENT_SECRET: secret } = world.app;
  const instanceId = parameters.get('instance_id');
  if (parameters.get('client_id') !== appId || parameters.get('client_secret') !== secret) {
    return refusal(WRONG_APP, instanceId);
  }
  if (instanceId === undefined || !world.instances.find(instanceId)) {
    return refusal(
      wixError(404, 'INSTANCE_NOT_FOUND', 'The app is not installed there'),
      instanceId,
    );
  }
  const subject = { type: 'APP', id: appId } as const;
  return { instanceId, answer: () => bearer(world, { appId, instanceId, subject }) };
}

/** A token of the same subject, without the browser session. */
function stripBoundSession(world: World, parameters: Map<string, string>): WixCall {
  const claims = verifyToken(parameters.get('access_token') ?? '', world.app, world.clock());
  if (parameters.get('client_secret') !== world.app.WIX_CLIENT_SECRET) {
    return refusal(WRONG_APP, claims?.instanceId);
  }
  if (!claims) return refusal(BAD_TOKEN);
  return { instanceId: claims.instanceId, answer: () => bearer(world, claims) };
}

/** A new visitor of the app's own instance. */
function anonymous(world: World, parameters: Map<string, string>): WixCall {
  const { WIX_CLIENT_ID: appId, WIX_CLIENT_INSTANCE_ID: instanceId } = world.app;
  if (parameters.get('client_id') !== appId) return refusal(WRONG_APP);
  const subject = { type: 'VISITOR', id: randomGuid(world.random) } as const;
  return { instanceId, answer: () => withRefreshToken(world, { appId, instanceId, subject }) };
}

/** A new token for the same visitor. */
function refreshToken(world: World, parameters: Map<string, string>): WixCall {
  if (parameters.get('client_id') !== world.app.WIX_CLIENT_ID) return refusal(WRONG_APP);
  const claims = verifyAccessToken(parameters.get('refresh_token') ?? '', 'refresh');
  if (!claims || claims.expiresAt * 1000 <= world.clock()) return refusal(BAD_TOKEN);
  return { instanceId: claims.instanceId, answer: () => withRefreshToken(world, claims) };
}

type Bearer = Omit<TokenClaims, 'issuedAt' | 'expiresAt'>;

function bearer(world: World, who: Bearer): WixAnswer {
  return {
    status: 200,
    body: {
      access_token: mintAccessToken({ ...who, ...validFor(TOKEN_LIFETIME_SECONDS, world) }),
      token_type: 'Bearer',
      expires_in: TOKEN_LIFETIME_SECONDS,
    },
  };
}

function withRefreshToken(world: World, who: Bearer): WixAnswer {
  const { status, body } = bearer(world, who);
  const refresh = mintAccessToken(
    { ...who, ...validFor(REFRESH_LIFETIME_SECONDS, world) },
    'refresh',
  );
  return { status, body: { ...(body as object), refresh_token: refresh } };
}

function validFor(seconds: number, world: World): Pick<TokenClaims, 'issuedAt' | 'expiresAt'> {
  const issuedAt = Math.floor(world.clock() / 1000);
  return { issuedAt, expiresAt: issuedAt + seconds };
}
