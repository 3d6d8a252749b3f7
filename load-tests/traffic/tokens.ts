import { instanceIdOf, ownerIdOf } from '../../emulator/instances/instance-id.ts';
import type { Visitor } from './page-view.ts';

/** What signs tokens, in the words of k6 and of Node alike. */
export interface TokenCrypto {
  /** Base64url without padding. */
  encode(text: string): string;
  /** HMAC-SHA256, in the same. */
  hmac(key: string, text: string): string;
}

export interface Issuer {
  readonly appId: string;
  /** Signs signed instances. */
  readonly appSecret: string;
  /** Signs opaque tokens; only Wix has it, and the emulator. */
  readonly accessTokenKey: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export type MintToken = (visitor: Visitor) => string;

const HEADER = { kid: 'wix-emulator-1', alg: 'HS256' };

/** Stand in the templates for what differs from token to token. */
const INSTANCE = '@instance@';
const OWNER = '@owner@';
const PERSON = '@person@';
const PLACES = new RegExp(`(${[INSTANCE, OWNER, PERSON].join('|')})`);

/**
 * Mints what Wix hands out, in its shape and length: `OauthNG.JWS.<JWT>` and signed instances. The JSON is
 * written once per kind of visitor and filled in for each, so that a token costs its HMAC and little else.
 */
export function createMint(issuer: Issuer, crypto: TokenCrypto): MintToken {
  const header = crypto.encode(JSON.stringify(HEADER));
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
    return `OauthNG.JWS.${text}.${crypto.hmac(issuer.accessTokenKey, text)}`;
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
    // Two people on one site in one second would have the same text: `aid` tells them apart.
    aid: PERSON,
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
  // Text and place by turns.
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
