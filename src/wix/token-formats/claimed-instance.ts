import { isSameGuid } from '../guid.ts';
import {
  decodeBase64urlJson,
  isJsonObject,
  type JsonObject,
  parseJsonObject,
} from '../json-object.ts';

const OPAQUE_TOKEN = /^OauthNG\.JWS\.[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;
const SIGNED_INSTANCE = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)$/;

/**
 * The instance that a token claims. Anybody may have written it, so it may choose a place in a queue and
 * nothing else. Undefined where the token claims none, or belongs to another app.
 *
 * Reads `OauthNG.JWS.<header>.<payload>.<signature>`, which Wix documents as opaque and may change
 * without notice, and signed instances, `<signature>.<payload>`.
 */
export function decodeClaimedInstance(token: string, appId: string): string | undefined {
  const claimed = decodeOpaqueToken(token) ?? decodeSignedInstance(token);
  const { appDefId, instanceId } = claimed ?? {};
  if (!isSameGuid(appDefId, appId)) return undefined;
  return typeof instanceId === 'string' && instanceId !== '' ? instanceId.toLowerCase() : undefined;
}

function decodeOpaqueToken(token: string): JsonObject | undefined {
  const [, payload] = OPAQUE_TOKEN.exec(token) ?? [];
  const data = payload === undefined ? undefined : decodeBase64urlJson(payload)?.['data'];
  const claims = typeof data === 'string' ? parseJsonObject(data) : data;
  const instance = isJsonObject(claims) ? claims['instance'] : undefined;
  return isJsonObject(instance) ? instance : undefined;
}

function decodeSignedInstance(token: string): JsonObject | undefined {
  const [, payload] = SIGNED_INSTANCE.exec(token) ?? [];
  return payload === undefined ? undefined : decodeBase64urlJson(payload);
}
