import { createHmac } from 'node:crypto';

/** The app of the tests. */
export const CLIENT_ID = '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e';
export const CLIENT_SECRET = 'the-secret-of-the-tests';
export const INSTANCE_ID = '8d2b8b6c-7a53-4a02-9d3a-0c1f2e3d4b5a';

/** A payload as Wix signs it, signed at noon of the fake clock's day. */
export const SIGNED_PAYLOAD = {
  instanceId: INSTANCE_ID,
  appDefId: CLIENT_ID,
  signDate: '2026-11-23T12:00:00.000Z',
  uid: 'c0ffee00-0000-4000-8000-000000000001',
  permissions: '',
  siteOwnerId: 'c0ffee00-0000-4000-8000-000000000002',
  demoMode: false,
};

/** Signs any text as if it were a payload: what is in it is the caller's affair. */
export function signText(text: string, secret = CLIENT_SECRET): string {
  const payload = Buffer.from(text).toString('base64url');
  return `${createHmac('sha256', secret).update(payload).digest('base64url')}.${payload}`;
}

/** A signed instance; `changes` stand in for fields of the usual payload, undefined takes one out. */
export function signInstance(changes: Readonly<Record<string, unknown>> = {}): string {
  return signText(JSON.stringify({ ...SIGNED_PAYLOAD, ...changes }));
}
