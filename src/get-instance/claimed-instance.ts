import { decodeBase64urlJson } from './decode-base64url-json.ts';

const OPAQUE_TOKEN = /^OauthNG\.JWS\.[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;
const SIGNED_INSTANCE = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)$/;

/**
 * The instance that a token says it is of: anybody may have written it, so it may choose a place in a
 * queue and nothing else. Undefined where the token says none, or that of another app.
 *
 * Reads `OauthNG.JWS.<header>.<payload>.<signature>`, which is opaque by Wix's documentation and may
 * change without notice, and signed instances, `<signature>.<payload>`.
 */
export function decodeClaimedInstance(token: string, clientId: string): string | undefined {
  const claimed = decodeOpaqueToken(token) ?? decodeSignedInstance(token);
  if (claimed?.['appDefId'] !== clientId) return undefined;
  const { instanceId } = claimed;
  return typeof instanceId === 'string' && instanceId !== '' ? instanceId : undefined;
}

type Claims = Partial<Record<string, unknown>>;

function decodeOpaqueToken(token: string): Claims | undefined {
  const [, payload] = OPAQUE_TOKEN.exec(token) ?? [];
  const data = payload === undefined ? undefined : decodeBase64urlJson(payload)?.['data'];
  const instance = asObject(typeof data === 'string' ? parseJson(data) : data)?.['instance'];
  return asObject(instance);
}

function decodeSignedInstance(token: string): Claims | undefined {
  const [, payload] = SIGNED_INSTANCE.exec(token) ?? [];
  return payload === undefined ? undefined : decodeBase64urlJson(payload);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Claims | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}
