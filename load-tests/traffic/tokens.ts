import {
  ACCESS_TOKEN_HEADER,
  ACCESS_TOKEN_PREFIX,
} from '../../emulator/tokens/access-token-format.ts';
import { instanceIdOf, ownerIdOf } from '../../emulator/instances/instance-id.ts';
import type { Visitor } from './page-view.ts';

/** The cryptography that tokens need. k6 and Node each have their own. */
export interface TokenCrypto {
  /** Base64url without padding. */
  encode(text: string): string;
  /** HMAC-SHA256 in the same encoding. */
  hmac(key: string, text: string): string;
}

export interface Issuer {
  readonly appId: string;
  /** Signs signed instances. */
  readonly appSecret: string;
  /** Signs opaque tokens. Only Wix has its key; the emulator publishes its own. */
  readonly accessTokenKey: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export type MintToken = (visitor: Visitor) => string;

/** Placeholders in the templates for values that differ from token to token. */
const INSTANCE = '@instance@';
const OWNER = '@owner@';
const PERSON = '@person@';
const PLACES = new RegExp(`(${[INSTANCE, OWNER, PERSON].join('|')})`);

/**
 * Mints tokens in the shape and length of Wix's own: `OauthNG.JWS.<JWT>` and signed instances. The JSON is
 * written once per kind of visitor and filled in for each, so that a token costs little more than its HMAC.
 */
export function createMint(issuer: Issuer, crypto: TokenCrypto): MintToken {
  const header = crypto.encode(JSON.stringify(ACCESS_TOKEN_HEADER));
  const opaque = {
    visitor: template(describeAccess(issuer, 'visitor')),
    editor: template(describeAccess(issuer, 'editor')),
  };
  const signed = {
    visitor: template(describeSigned(issuer, 'visitor')),
    editor: template(describeSigned(issuer, 'editor')),
  };

  return function mint(visitor) {
    if (visitor.kind === 'signed') {
      const payload = crypto.encode(signed[visitor.subject](visitor));
      return `${crypto.hmac(issuer.appSecret, payload)}.${payload}`;
    }
    const text = `${header}.${crypto.encode(opaque[visitor.subject](visitor))}`;
    return `${ACCESS_TOKEN_PREFIX}${text}.${crypto.hmac(issuer.accessTokenKey, text)}`;
  };
}

function describeAccess(issuer: Issuer, subject: Visitor['subject']) {
  const isEditor = subject === 'editor';
  const instance = {
    ...describeInstance(issuer, isEditor),
    biToken: `${INSTANCE}-${PERSON}`,
    expirationDate: isoDate(issuer.expiresAt),
    ...(isEditor ? {} : { aid: PERSON }),
  };
  const data = {
    instance,
    subject: isEditor ? { type: 'USER', id: OWNER } : { type: 'VISITOR', id: PERSON },
    use: 'access',
  };
  return { data: JSON.stringify(data), iat: issuer.issuedAt, exp: issuer.expiresAt };
}

function describeSigned(issuer: Issuer, subject: Visitor['subject']) {
  const isEditor = subject === 'editor';
  return {
    ...describeInstance(issuer, isEditor),
    // Tells two people of one site apart whose tokens are issued in the same second. Only an anonymous visitor has an
    // `aid`.
    ...(isEditor ? { biToken: PERSON } : { aid: PERSON }),
    expirationDate: isoDate(issuer.expiresAt),
  };
}

function describeInstance(issuer: Issuer, isEditor: boolean) {
  return {
    instanceId: INSTANCE,
    appDefId: issuer.appId,
    signDate: isoDate(issuer.issuedAt),
    uid: isEditor ? OWNER : null,
    permissions: isEditor ? 'OWNER' : '',
    siteOwnerId: OWNER,
    demoMode: false,
  };
}

function template(value: unknown): (visitor: Visitor) => string {
  // Text and placeholder by turns.
  const [opening = '', ...parts] = JSON.stringify(value).split(PLACES);
  return ({ site, id }) => {
    const instanceId = instanceIdOf(site);
    const ownerId = ownerIdOf(instanceId);
    const personId = personIdOf(id);
    let text = opening;
    for (let at = 0; at < parts.length; at += 2) {
      const place = parts[at];
      text += place === INSTANCE ? instanceId : place === OWNER ? ownerId : personId;
      text += parts[at + 1] ?? '';
    }
    return text;
  };
}

export function personIdOf(id: number): string {
  return `${id.toString(16).padStart(8, '0')}-0000-4000-8000-7e1ec0111ec7`;
}

function isoDate(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
