import { auth } from '@wix/essentials';
import { AppStrategy, createClient } from '@wix/sdk';
import type { Asked, SubjectType, TokenInfo } from '../resilience/failure.ts';
import { callWix, failureOf, type Wire } from './call-wix.ts';
import type { AppCredentials } from './wix-calls.ts';

const SUBJECT_TYPES: readonly string[] = ['APP', 'USER', 'MEMBER', 'VISITOR', 'UNKNOWN'];

/** Asks Wix about a token, by the SDK's `auth.getTokenInfo()`. */
export async function askTokenInfo(
  { appId, appSecret }: AppCredentials,
  token: string,
  wire: Wire,
): Promise<Asked<TokenInfo>> {
  const client = createClient({ auth: AppStrategy({ appId, appSecret, accessToken: token }) });
  const { value, response } = await callWix(
    () => client.use(auth.getTokenInfo)(),
    wire.signal,
    wire.responded,
  );
  const info = value && readTokenInfo(value);
  return info
    ? { kind: 'answered', value: info }
    : { kind: 'failed', failure: failureOf(response) };
}

/**
 * Understands `active`, `exp` and `iat` both as the SDK's types have them and as the strings of
 * Wix's reference. Undefined for what is neither: a denial must not come from a guess.
 */
function readTokenInfo(answer: object): TokenInfo | undefined {
  const info = answer as Readonly<Record<string, unknown>>;
  const { active, subjectType, exp } = info;
  if (active === false || active === 'false') return { active: false };
  if (active !== true && active !== 'true') return undefined;
  const expiresAtMs = readExpiry(exp);
  if (expiresAtMs === 'unreadable') return undefined;
  return {
    active: true,
    subjectType: isSubjectType(subjectType) ? subjectType : 'UNKNOWN',
    clientId: text(info['clientId']),
    instanceId: text(info['instanceId']),
    siteId: text(info['siteId']),
    expiresAtMs,
  };
}

/** Milliseconds since the epoch, from seconds as a number or as its digits. */
function readExpiry(exp: unknown): number | undefined | 'unreadable' {
  if (exp === undefined || exp === null) return undefined;
  const readable = typeof exp === 'number' || (typeof exp === 'string' && /^\d+$/.test(exp));
  return readable ? Number(exp) * 1000 : 'unreadable';
}

function isSubjectType(value: unknown): value is SubjectType {
  return typeof value === 'string' && SUBJECT_TYPES.includes(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
