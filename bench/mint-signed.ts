import { randomUUID } from 'node:crypto';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { describeInstance, signInstance } from '../emulator/tokens/signed-instance.ts';

/** A visitor's signed instance. Each call returns a different one. */
export function mintSigned(instanceId: string): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = {
    appId: DEVELOPMENT_APP.WIX_CLIENT_ID,
    instanceId,
    subject: { type: 'VISITOR', id: randomUUID() },
    issuedAt,
    expiresAt: issuedAt + 14_400,
  } as const;
  return signInstance(describeInstance(claims, false), DEVELOPMENT_APP.WIX_CLIENT_SECRET);
}
