import { createHmac } from 'node:crypto';

/** The app in the tests. */
export const APP_ID = '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e';
export const APP_SECRET = 'the-secret-of-the-tests';
export const INSTANCE_ID = '8d2b8b6c-7a53-4a02-9d3a-0c1f2e3d4b5a';

/** A payload as Wix signs it. Its date is the start of the fake clock. */
export const SIGNED_PAYLOAD = {
  instanceId: INSTANCE_ID,
  appDefId: APP_ID,
  signDate: '2026-11-23T12:00:00.000Z',
  uid: 'c0ffee00-0000-4000-8000-000000000001',
  permissions: '',
  siteOwnerId: 'c0ffee00-0000-4000-8000-000000000002',
  demoMode: false,
};

/** Signs any text as a payload. The text may be invalid. */
export function signText(text: string, secret = APP_SECRET): string {
  const payload = Buffer.from(text).toString('base64url');
  return `${createHmac('sha256', secret).update(payload).digest('base64url')}.${payload}`;
}

/** A signed instance. `changes` replaces fields of the usual payload; undefined removes a field. */
export function signInstance(changes: Readonly<Record<string, unknown>> = {}): string {
  return signText(JSON.stringify({ ...SIGNED_PAYLOAD, ...changes }));
}
