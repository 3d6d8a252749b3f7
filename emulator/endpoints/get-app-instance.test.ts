import { describe, expect, test } from 'vitest';

import { mintAccessToken } from '../tokens/access-token.ts';
import { deriveAppInstance } from '../instances/derive-app-instance.ts';
import { DEVELOPMENT_APP } from '../development-app.ts';
import { instanceIdOf } from '../instances/instance-id.ts';
import { useEmulator } from '../test-support/use-emulator.ts';

const { WIX_CLIENT_ID: appId } = DEVELOPMENT_APP;
const emulator = useEmulator();

function appToken(instanceId: string): string {
  const issuedAt = emulator.now / 1000;
  const subject = { type: 'APP', id: appId } as const;
  return mintAccessToken({ appId, instanceId, subject, issuedAt, expiresAt: issuedAt + 14_400 });
}

const get = (authorization: string) =>
  emulator.call('/apps/v1/instance', { headers: { authorization } });

async function errorCode(response: Response): Promise<[number, string]> {
  const { details } = await response.json();
  return [response.status, details.applicationError.code];
}

describe('GET /apps/v1/instance', () => {
  test.each(['', 'Bearer ', 'bearer '])(
    'returns instance and site for an app token after %j',
    async (scheme) => {
      const response = await get(scheme + appToken(instanceIdOf(42)));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(response.headers.get('x-wix-request-id')).toMatch(/^\d{10}\.\d+$/);
      expect(await response.json()).toEqual(deriveAppInstance(42));
    },
  );

  test('returns the end of a free trial as an ISO string', async () => {
    const answers = await Promise.all(
      [0, 1, 3, 4, 6, 7].map((n) => get(appToken(instanceIdOf(n)))),
    );
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    const trial = bodies
      .map(({ instance }) => instance.billing.freeTrialInfo)
      .find(({ status }) => status === 'ENDED');
    expect(trial.endDate).toBe(new Date(trial.endDate).toISOString());
  });

  test('answers 401 to a missing, a wrong and an expired token', async () => {
    const token = appToken(instanceIdOf(42));
    emulator.now += 14_400_000;
    expect(await errorCode(await get(token))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await errorCode(await get('rubbish'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await errorCode(await emulator.call('/apps/v1/instance'))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  });

  test('answers 403 to every subject but the app', async () => {
    for (const subject of ['visitor', 'member', 'user'] as const) {
      const { token } = emulator.world.mintToken({ subject });
      expect(await errorCode(await get(token))).toEqual([403, 'PERMISSION_DENIED']);
    }
  });

  test('answers 404 for an unknown and for a removed instance', async () => {
    const token = appToken(instanceIdOf(42));
    emulator.world.instances.remove(42);
    expect(await errorCode(await get(token))).toEqual([404, 'INSTANCE_NOT_FOUND']);
    const stranger = appToken('7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11');
    expect(await errorCode(await get(stranger))).toEqual([404, 'INSTANCE_NOT_FOUND']);
  });

  test('admits 200 calls a minute per instance, and returns how long to wait', async () => {
    const token = appToken(instanceIdOf(42));
    const statuses = new Set<number>();
    for (let call = 0; call < 200; call++) {
      if (call === 100) emulator.now += 20_000;
      statuses.add((await get(token)).status);
    }
    expect([...statuses]).toEqual([200]);

    const refused = await get(token);
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(await errorCode(refused)).toEqual([429, 'RESOURCE_EXHAUSTED']);
    expect((await get(appToken(instanceIdOf(43)))).status).toBe(200);

    emulator.now += 39_999;
    expect((await get(token)).headers.get('retry-after')).toBe('1');
    emulator.now += 1;
    expect((await get(token)).status).toBe(200);
  });
});
