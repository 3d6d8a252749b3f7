import { FORGERS_KEY } from './access-token-format.ts';
import { mintAccessToken } from './access-token.ts';
import { OTHER_APP, type AppCredentials } from '../development-app.ts';
import { instanceIdOf, isGuid, ownerIdOf } from '../instances/instance-id.ts';
import { knownNumber } from '../instances/instances.ts';
import { randomGuid } from './random-guid.ts';
import { describeInstance, signInstance } from './signed-instance.ts';
import { TOKEN_LIFETIME_SECONDS, type TokenClaims } from './token-claims.ts';

export const TOKEN_KINDS = ['signed', 'opaque'] as const;
export const TOKEN_SUBJECTS = ['visitor', 'member', 'user'] as const;

/**
 * Every field is optional. The default is an opaque token of a visitor of instance 0, issued now,
 * valid for four hours.
 */
export interface TokenOrder {
  kind?: (typeof TOKEN_KINDS)[number];
  subject?: (typeof TOKEN_SUBJECTS)[number];
  /** A number or any GUID, including that of an instance that does not exist. */
  instance?: number | string;
  /**
   * From now. A negative value makes an expired token. Only with it does a signed instance have an
   * `expirationDate`.
   */
  expiresInSeconds?: number;
  /** How long ago the token was issued. */
  ageSeconds?: number;
  /** Makes a genuine token of another app. */
  otherApp?: boolean;
  /** Makes a genuine token that names no instance. */
  noInstance?: boolean;
  /** Signs with a wrong key. */
  forged?: boolean;
}

export interface MintedToken {
  token: string;
  /** Null when the token names no instance. */
  instanceId: string | null;
}

/** Mints the ordered token. Throws BadInput for an instance that is neither a number nor a GUID. */
export function mintToken(
  order: TokenOrder,
  { app, now, random }: { app: AppCredentials; now: number; random: () => number },
): MintedToken {
  const instanceId = readInstanceId(order.instance ?? 0);
  const issuer = order.otherApp ? OTHER_APP : app;
  const claims: TokenClaims = {
    appId: issuer.WIX_CLIENT_ID,
    ...(order.noInstance ? {} : { instanceId }),
    subject: subjectOf(order.subject ?? 'visitor', instanceId, random),
    ...validityOf(order, Math.floor(now / 1000)),
  };
  const token =
    order.kind === 'signed'
      ? signInstance(
          describeInstance(claims, order.expiresInSeconds !== undefined),
          order.forged ? FORGERS_KEY : issuer.WIX_CLIENT_SECRET,
        )
      : mintAccessToken(claims, 'access', ...(order.forged ? [FORGERS_KEY] : []));
  return { token, instanceId: claims.instanceId ?? null };
}

function readInstanceId(instance: number | string): string {
  if (typeof instance === 'string' && isGuid(instance)) return instance;
  return instanceIdOf(knownNumber(instance));
}

function subjectOf(
  subject: (typeof TOKEN_SUBJECTS)[number],
  instanceId: string,
  random: () => number,
): TokenClaims['subject'] {
  switch (subject) {
    case 'user':
      return { type: 'USER', id: ownerIdOf(instanceId) };
    case 'member':
      return { type: 'MEMBER', id: randomGuid(random) };
    case 'visitor':
      return { type: 'VISITOR', id: randomGuid(random) };
  }
}

/**
 * Epoch seconds. Without `ageSeconds`, a token is issued now, or early enough to have been valid
 * for a minute.
 */
function validityOf(order: TokenOrder, now: number): Pick<TokenClaims, 'issuedAt' | 'expiresAt'> {
  const { expiresInSeconds } = order;
  const ageSeconds = order.ageSeconds ?? Math.max(0, 60 - (expiresInSeconds ?? Infinity));
  const issuedAt = now - ageSeconds;
  return {
    issuedAt,
    expiresAt:
      expiresInSeconds === undefined ? issuedAt + TOKEN_LIFETIME_SECONDS : now + expiresInSeconds,
  };
}
