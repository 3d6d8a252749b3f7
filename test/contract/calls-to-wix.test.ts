import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { DOORS } from '../support/doors.ts';
import { useFrontDoor } from '../support/use-front-door.ts';
import { waitFor } from '../support/wait-for.ts';

describe.each(DOORS)('calls to Wix through the %s door:', (kind) => {
  const door = useFrontDoor(kind);
  const statusOf = async (token: string) => (await door.ask({ token })).status;

  test('none for a fresh entry and a proven token', async () => {
    await door.ask({ token: door.mint() });
    const before = door.calls();
    expect(before).toEqual([0, 1, 1]);
    for (let i = 0; i < 5; i++) expect(await statusOf(door.mint())).toBe(200);
    expect(door.calls()).toEqual(before);
  });

  test('none for a fresh entry and a known opaque token; one token-info for an unseen one', async () => {
    const token = door.mint({ kind: 'opaque' });
    expect(await statusOf(token)).toBe(200);
    expect(door.calls()).toEqual([1, 1, 1]);
    expect(await statusOf(token)).toBe(200);
    expect(door.calls()).toEqual([1, 1, 1]);
    expect(await statusOf(door.mint({ kind: 'opaque' }))).toBe(200);
    expect(door.calls()).toEqual([2, 1, 1]);
  });

  test('one getAppInstance in the background for a stale entry, which is answered at once', async () => {
    const token = door.mint();
    await door.ask({ token });
    await door.advance(61_000);
    // Long enough for every answer to be sent before the revalidation ends.
    door.world.faults.set('get_app_instance', { latencyMs: 300 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => door.ask({ token })));
    for (const { headers } of answers) {
      expect(headers.get('Cache-Status')).toMatch(/^instance-identity; hit; ttl=-?\d+$/);
    }
    await waitFor(async () => {
      expect((await door.ask({ token })).headers.get('Cache-Status')).toBe(
        'instance-identity; hit; ttl=60',
      );
    });
    expect(door.calls()).toEqual([0, 1, 2]);
  });

  test('one exchange and one getAppInstance for 1,000 requests at once for a missing instance', async () => {
    const tokens = Array.from({ length: 1000 }, () => door.mint({ subject: 'member' }));
    expect(new Set(tokens).size).toBe(1000);
    const statuses = await Promise.all(tokens.map(statusOf));
    expect(statuses).toEqual(tokens.map(() => 200));
    expect(door.calls()).toEqual([0, 1, 1]);
  });

  test('one getAppInstance and no exchange for a revalidation within 4 hours of the first load', async () => {
    expect(await statusOf(door.mint())).toBe(200);
    await door.advance(4 * 3600_000 - 30_000);
    expect(await statusOf(door.mint())).toBe(200);
    expect(door.calls()).toEqual([0, 1, 2]);
    await door.advance(2 * 3600_000);
    expect(await statusOf(door.mint())).toBe(200);
    expect(door.calls()).toEqual([0, 2, 3]);
  });

  test('one token-info for the same unknown token 1,000 times at once', async () => {
    const token = door.mint({ kind: 'opaque', forged: true });
    const statuses = await Promise.all(Array.from({ length: 1000 }, () => statusOf(token)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(door.calls()).toEqual([1, 0, 0]);
  });

  test('none for a bad token repeated within 30 s, and Cache-Status reports the negative entry', async () => {
    const token = door.mint({ kind: 'opaque', forged: true });
    expect(await statusOf(token)).toBe(401);
    await door.advance(29_000);
    const again = await door.ask({ token });
    expect(again.status).toBe(401);
    expect(again.headers.get('Cache-Status')).toBe('instance-identity; hit; detail=negative');
    expect(door.calls()).toEqual([1, 0, 0]);
    await door.advance(1_000);
    expect(await statusOf(token)).toBe(401);
    expect(door.calls()).toEqual([2, 0, 0]);
  });

  test('one more token-info after a good verdict has been cached for 30 s', async () => {
    const token = door.mint({ kind: 'opaque' });
    expect(await statusOf(token)).toBe(200);
    await door.advance(29_000);
    expect(await statusOf(token)).toBe(200);
    expect(door.calls()[0]).toBe(1);
    await door.advance(1_000);
    expect(await statusOf(token)).toBe(200);
    expect(door.calls()[0]).toBe(2);
  });

  test('token-info may answer with strings, as in Wix’s reference', async () => {
    door.world.settings.stringly = true;
    expect(await statusOf(door.mint({ kind: 'opaque' }))).toBe(200);
    expect(await statusOf(door.mint({ kind: 'opaque', forged: true }))).toBe(401);
  });

  test('only probes while Wix is down and the entry is within stale-if-error; every visitor is served', async () => {
    const instances = Array.from({ length: 30 }, (_, n) => n);
    await Promise.all(instances.map((instance) => statusOf(door.mint({ instance }))));
    await door.advance(400_000);
    door.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
    door.world.faults.set('token_info', { mode: 'status', status: 503 });
    door.world.calls.clear();
    for (let second = 0; second < 60; second++) {
      const answers = await Promise.all(
        instances.map((instance) => door.ask({ token: door.mint({ instance }) })),
      );
      for (const { status, headers } of answers) {
        expect(status).toBe(200);
        expect(headers.get('Cache-Status')).toMatch(
          /^instance-identity; (fwd=stale; fwd-status=503|hit; ttl=-\d+; detail=stale-if-error)$/,
        );
        expect(headers.get('Cache-Control')).toBe('private, max-age=0');
      }
      await door.advance(1_000);
    }
    const [tokenInfo, appToken, getAppInstance] = door.calls();
    expect([tokenInfo, appToken]).toEqual([0, 0]);
    // The first calls open the circuit breaker. Then there is one probe every 5 s.
    expect(getAppInstance).toBeGreaterThanOrEqual(10 + 10);
    expect(getAppInstance).toBeLessThanOrEqual(30 + 12);

    door.world.faults.clear();
    await door.advance(5_000);
    const back = await door.ask({ token: door.mint({ instance: 0 }) });
    expect(back.headers.get('Cache-Status')).toBe('instance-identity; fwd=stale; stored');
  });

  test('an entry past stale-if-error is not served', async () => {
    await door.ask({ token: door.mint() });
    await door.advance(60_000 + 3_600_000);
    door.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
    expect(await statusOf(door.mint())).toBe(502);
  });

  test('a stale entry is served when Wix is slow, and the slow answer is cached', async () => {
    const token = door.mint();
    await door.ask({ token });
    await door.advance(400_000);
    door.world.faults.set('get_app_instance', { latencyMs: 600 });
    const asked = door.ask({ token: door.mint() });
    await waitFor(() => {
      expect(door.calls()[2]).toBe(2);
    });
    await door.advance(300);
    expect((await asked).headers.get('Cache-Status')).toBe(
      'instance-identity; fwd=stale; fwd-status=503',
    );
    // Wait first, because a request sent now would itself wait for the revalidation.
    await waitFor(() => {
      expect(door.world.calls.report().answered.get_app_instance).toEqual({ 200: 2 });
    });
    await waitFor(async () => {
      const next = await door.ask({ token: door.mint() });
      expect(next.headers.get('Cache-Status')).toMatch(/; hit; ttl=\d+$/);
    });
  });

  test('a caller that disconnects does not fail the others that wait for the same call', async () => {
    door.world.faults.set('get_app_instance', { latencyMs: 200 });
    const token = door.mint();
    const leaving = new AbortController();
    const left = door.ask({ token, signal: leaving.signal });
    await waitFor(() => {
      expect(door.calls()[1]).toBe(1);
    });
    const others = Array.from({ length: 5 }, () => door.ask({ token }));
    leaving.abort();
    // The web-standard handler alone does not learn that its caller has disconnected.
    if (kind === 'web') await left;
    else await expect(left).rejects.toThrow();
    for (const { status } of await Promise.all(others)) expect(status).toBe(200);
    expect(door.calls()).toEqual([0, 1, 1]);
  });

  test('an invalidation during a load wins, and the load’s result is not cached', async () => {
    door.world.faults.set('get_app_instance', { latencyMs: 200 });
    const before = door.ask({ token: door.mint() });
    await waitFor(() => {
      expect(door.calls()[2]).toBe(1);
    });
    await door.invalidate(instanceIdOf(1));
    expect((await before).headers.get('Cache-Status')).toBe('instance-identity; fwd=miss');
    const after = await door.ask({ token: door.mint() });
    expect(after.headers.get('Cache-Status')).toBe('instance-identity; fwd=miss; stored');
  });
});

describe.each(DOORS)('with TOKEN_TTL_SECONDS=0, through the %s door,', (kind) => {
  const door = useFrontDoor(kind, { TOKEN_TTL_SECONDS: '0' });

  test('every request calls token-info, even concurrent ones', async () => {
    const token = door.mint({ kind: 'opaque' });
    await Promise.all(Array.from({ length: 5 }, () => door.ask({ token })));
    await door.ask({ token });
    expect(door.calls()[0]).toBe(6);
  });
});
