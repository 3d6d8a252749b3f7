import { auth } from '@wix/essentials';
import { AppStrategy, createClient } from '@wix/sdk';
import type { SubjectType } from '../identity/identity.ts';
import type { Introspection } from '../identity/token-source.ts';
import { failed } from '../resilience/failure.ts';
import { callWix, type MadeCall, type Wire } from './call-wix.ts';
import type { AppCredentials } from './wix-calls.ts';

const SUBJECT_TYPES: readonly string[] = ['APP', 'USER', 'MEMBER', 'VISITOR', 'UNKNOWN'];

/** Introspects a token by the SDK's `auth.getTokenInfo()`. */
export async function fetchTokenInfo(
  { appId, appSecret }: AppCredentials,
  token: string,
  wire: Wire,
): Promise<MadeCall<Introspection>> {
  const client = createClient({ auth: AppStrategy({ appId, appSecret, accessToken: token }) });
  const call = await callWix(() => client.use(auth.getTokenInfo)(), wire);
  return { ...call, value: (call.value && readTokenInfo(call.value)) ?? failed(call.failure) };
}

/**
 * Reads `active`, `exp` and `iat` both as the SDK's types have them and as the strings of Wix's
 * reference. Undefined for anything else: a denial must not come from a guess.
 */
function readTokenInfo(answer: object): Introspection | undefined {
  const info = answer as Readonly<Record<string, unknown>>;
  const { active, subjectType, exp } = info;
  if (active === false || active === 'false') return { kind: 'inactive' };
  if (active !== true && active !== 'true') return undefined;
  const expiresAtMs = readExpiry(exp);
  const appId = guid(info['clientId']);
  const instanceId = readInstanceId(info['instanceId']);
  if (expiresAtMs === 'unreadable' || instanceId === null || !appId) return undefined;
  return {
    kind: 'active',
    claims: {
      subjectType: isSubjectType(subjectType) ? subjectType : 'UNKNOWN',
      appId,
      instanceId,
      siteId: text(info['siteId']),
      expiresAtMs,
    },
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

/** Undefined for a token without an instance, null for anything that is no id. */
function readInstanceId(value: unknown): string | undefined | null {
  if (value === undefined || value === null || value === '') return undefined;
  return guid(value) ?? null;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** In lower case: Wix compares GUIDs without regard to case. */
function guid(value: unknown): string | undefined {
  const id = text(value)?.toLowerCase();
  return id !== undefined && GUID.test(id) ? id : undefined;
}
