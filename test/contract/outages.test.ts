import { describe, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { type Operation, OPERATIONS } from '../../emulator/world/operations.ts';
import type { FaultOrder } from '../../emulator/world/faults.ts';
import { DOORS } from '../support/doors.ts';
import { useFrontDoor } from '../support/use-front-door.ts';
import { waitFor } from '../support/wait-for.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Failures of Wix as a whole, with a Retry-After or without. */
const OUTAGES: readonly [string, FaultOrder][] = [
  ['503', { status: 503 }],
  ['500', { status: 500 }],
  ['503 with Retry-After', { status: 503, headers: { 'Retry-After': '5' } }],
  ['429', { mode: 'throttle', retryAfterSeconds: 5 }],
  ['a page of a gateway', { mode: 'proxy', status: 502, body: '<html>Bad gateway</html>' }],
  ['a 401 of a gateway', { mode: 'proxy', status: 401, body: '{"message":"Unauthorized"}' }],
  ['a 403 of a gateway', { mode: 'proxy', status: 403, body: '{"error":"blocked"}' }],
  ['a reset connection', { mode: 'reset' }],
];

describe.each(DOORS)('an outage of Wix, through the %s door, with the defaults', (kind) => {
  const door = useFrontDoor(kind);
  const statusOf = async (token: string) => (await door.ask({ token })).status;
  const failAll = (order: FaultOrder) => {
    for (const operation of OPERATIONS) door.world.faults.set(operation, order);
  };

  test.each(OUTAGES)(
    '(%s) denies nobody whose opaque token Wix once called active, for an hour',
    async (_, order) => {
      const token = door.mint({ kind: 'opaque' });
      expect(await statusOf(token)).toBe(200);
      failAll(order);
      for (const seconds of [25, 7, 28, 240, 1_500, 1_700]) {
        await door.advance(seconds * SECOND_MS);
        expect(await statusOf(token), `after ${seconds} s more`).toBe(200);
      }
      // 30 s of TTL and an hour after it.
      await door.advance(HOUR_MS + 30 * SECOND_MS - 3_500 * SECOND_MS);
      expect(await statusOf(token)).toBeGreaterThanOrEqual(429);
    },
  );

  test('believes no token that Wix has refused since, and none that it never called active', async () => {
    const revoked = door.mint({ kind: 'opaque' });
    expect(await statusOf(revoked)).toBe(200);
    door.world.faults.set('token_info', {
      mode: 'proxy',
      status: 200,
      body: JSON.stringify({ active: false }),
    });
    await door.advance(30 * SECOND_MS);
    expect(await statusOf(revoked)).toBe(401);
    failAll({ status: 503 });
    await door.advance(30 * SECOND_MS);
    expect(await statusOf(revoked)).toBe(502);
    expect(await statusOf(door.mint({ kind: 'opaque' }))).toBe(502);
    expect(await statusOf(door.mint({ kind: 'opaque', forged: true }))).toBe(502);
  });

  test('believes no token past its own expiry', async () => {
    const token = door.mint({ kind: 'opaque', expiresInSeconds: 120 });
    expect(await statusOf(token)).toBe(200);
    failAll({ status: 503 });
    await door.advance(119 * SECOND_MS);
    expect(await statusOf(token)).toBe(200);
    await door.advance(2 * SECOND_MS);
    expect(await statusOf(token)).toBe(502);
  });

  test('keeps a visitor waiting for a hanging Wix once per cooldown at most', async () => {
    const token = door.mint({ kind: 'opaque' });
    expect(await statusOf(token)).toBe(200);
    await door.advance(40 * SECOND_MS);
    failAll({ mode: 'hang' });
    const waiting = door.ask({ token });
    await waitFor(() => {
      expect(door.calls()[0]).toBe(2);
    });
    await door.advance(2 * SECOND_MS);
    expect((await waiting).status).toBe(200);
    for (let n = 0; n < 20; n += 1) expect(await statusOf(token)).toBe(200);
    expect(door.calls()[0]).toBe(2);
  });

  test('ends: Wix is asked again, and a revoked token is refused', async () => {
    const token = door.mint({ kind: 'opaque' });
    expect(await statusOf(token)).toBe(200);
    failAll({ status: 503 });
    await door.advance(60 * SECOND_MS);
    expect(await statusOf(token)).toBe(200);
    door.world.faults.clear();
    door.world.faults.set('token_info', {
      mode: 'proxy',
      status: 200,
      body: JSON.stringify({ active: 'false' }),
    });
    await door.advance(SECOND_MS);
    expect(await statusOf(token)).toBe(401);
  });
});

describe.each(DOORS)('without TOKEN_STALE_IF_ERROR_SECONDS, through the %s door', (kind) => {
  const door = useFrontDoor(kind, { TOKEN_STALE_IF_ERROR_SECONDS: '0' });

  test('an opaque token counts for its TTL only', async () => {
    const token = door.mint({ kind: 'opaque' });
    expect((await door.ask({ token })).status).toBe(200);
    door.world.faults.set('token_info', { status: 503 });
    await door.advance(29 * SECOND_MS);
    expect((await door.ask({ token })).status).toBe(200);
    await door.advance(SECOND_MS);
    expect((await door.ask({ token })).status).toBe(502);
  });
});

describe.each(DOORS)('throttling, through the %s door', (kind) => {
  const door = useFrontDoor(kind);
  const visit = () => door.ask({ token: door.mint({ kind: 'opaque' }) });
  const retryAfterOf = async () => {
    const { status, headers } = await visit();
    return [status, headers.get('Retry-After')];
  };

  test.each<[string, FaultOrder, number]>([
    ['429 with seconds', { mode: 'throttle', retryAfterSeconds: 30 }, 429],
    ['503 with seconds', { status: 503, headers: { 'Retry-After': '30' } }, 503],
  ])('of token-info (%s) pauses it for all new visitors', async (_, order, status) => {
    door.world.faults.set('token_info', order);
    expect(await retryAfterOf()).toEqual([status, '30']);
    for (let n = 0; n < 199; n += 1) expect(await retryAfterOf()).toEqual([status, '30']);
    expect(door.calls()[0]).toBe(1);
    expect((await door.ask({ token: door.mint() })).status).toBe(200);

    await door.advance(29 * SECOND_MS);
    expect(await retryAfterOf()).toEqual([status, '1']);
    expect(door.calls()[0]).toBe(1);
    await door.advance(SECOND_MS);
    // One visitor probes, and the pause begins anew.
    expect(await retryAfterOf()).toEqual([status, '30']);
    expect(await retryAfterOf()).toEqual([status, '30']);
    expect(door.calls()[0]).toBe(2);
    door.world.faults.clear();
    await door.advance(30 * SECOND_MS);
    expect((await visit()).status).toBe(200);
    expect((await visit()).status).toBe(200);
  });

  test.each<[string, (nowMs: number) => string, string]>([
    ['in seconds', () => '12', '12'],
    ['as a date', (nowMs) => new Date(nowMs + 12_000).toUTCString(), '12'],
    ['as a date in the past', (nowMs) => new Date(nowMs - 12_000).toUTCString(), '1'],
    ['of an hour', () => '3600', '60'],
    ['as a date an hour ahead', (nowMs) => new Date(nowMs + HOUR_MS).toUTCString(), '60'],
  ])('of a load (503, Retry-After %s) is passed on and honoured', async (_, write, expected) => {
    const headers = { 'Retry-After': write(door.now()) };
    door.world.faults.set('get_app_instance', { status: 503, headers });
    const token = door.mint();
    const first = await door.ask({ token });
    expect([first.status, first.json.code]).toEqual([503, 'upstream_unavailable']);
    expect(first.headers.get('Retry-After')).toBe(expected);
    await door.advance(Number(expected) * SECOND_MS - 100);
    await door.ask({ token });
    expect(door.calls()[2]).toBe(1);
    door.world.faults.clear();
    await door.advance(100);
    expect((await door.ask({ token })).status).toBe(200);
    expect(door.calls()[2]).toBe(2);
  });
});

describe.each(DOORS)('a response that is not Wix’s, through the %s door', (kind) => {
  const door = useFrontDoor(kind);
  const BODIES = [
    '{"message":"no Route matched with those values"}',
    '{"details":null}',
    '{"details":{}}',
    '{"details":{"applicationError":null}}',
    '{"message":"Not Found","details":[]}',
    '{"details":{"applicationError":{"code":""}}}',
    '{"details":{"applicationError":"INSTANCE_NOT_FOUND"}}',
    '{}',
    '[]',
    '<html>404</html>',
    '',
  ];

  test.each(BODIES)('a 404 with %j denies no instance and removes no entry', async (body) => {
    const token = door.mint();
    for (const operation of ['app_token', 'get_app_instance'] as const) {
      door.world.faults.set(operation, { mode: 'proxy', status: 404, body });
    }
    const missing = await door.ask({ token: door.mint({ instance: 2 }) });
    expect([missing.status, missing.json.code]).toEqual([502, 'upstream_error']);

    door.world.faults.clear();
    expect((await door.ask({ token })).status).toBe(200);
    door.world.faults.set('get_app_instance', { mode: 'proxy', status: 404, body });
    await door.advance(400 * SECOND_MS);
    expect((await door.ask({ token })).status).toBe(200);
    await door.advance(SECOND_MS);
    expect((await door.ask({ token })).status).toBe(200);
  });

  test('Wix’s own 404 is a denial', async () => {
    door.world.instances.remove(1);
    expect((await door.ask({ token: door.mint() })).json.code).toBe('instance_not_found');
  });

  test.each([401, 403, 404])('a %i to token-info denies no token', async (status) => {
    for (const body of ['{"active":"no"}', '{"message":"denied"}', '<html></html>']) {
      door.world.faults.set('token_info', { mode: 'proxy', status, body });
      const answer = await door.ask({ token: door.mint({ kind: 'opaque' }) });
      expect([answer.status, answer.json.code]).toEqual([502, 'upstream_error']);
    }
  });

  test.each([
    { active: true },
    { active: true, clientId: 17 },
    { active: true, clientId: 'not-a-guid', instanceId: instanceIdOf(1) },
    { active: true, clientId: DEVELOPMENT_APP.WIX_CLIENT_ID, instanceId: 5 },
    { active: true, clientId: DEVELOPMENT_APP.WIX_CLIENT_ID, instanceId: 'x' },
  ])('an incomplete 200 to token-info denies no token, known or new: %j', async (body) => {
    const known = door.mint({ kind: 'opaque' });
    expect((await door.ask({ token: known })).status).toBe(200);
    await door.advance(31 * SECOND_MS);
    const fault = { mode: 'proxy', status: 200, body: JSON.stringify(body) } as const;
    door.world.faults.set('token_info', fault);
    expect((await door.ask({ token: known })).status).toBe(200);
    const answer = await door.ask({ token: door.mint({ kind: 'opaque' }) });
    expect([answer.status, answer.json.code]).toEqual([502, 'upstream_error']);
  });

  test.each(['gar\nbage', 'tökén', 'x'.repeat(100_000), ''])(
    'an app token that cannot be sent is not cached (%#)',
    async (access_token) => {
      const body = JSON.stringify({ access_token, expires_in: 14_400 });
      door.world.faults.set('app_token', { mode: 'proxy', status: 200, body });
      const token = door.mint();
      expect((await door.ask({ token })).status).toBe(502);
      door.world.faults.clear();
      await door.advance(SECOND_MS);
      expect((await door.ask({ token })).status).toBe(200);
    },
  );

  test('another 401 costs one new app token, and then none', async () => {
    const token = door.mint();
    expect((await door.ask({ token })).status).toBe(200);
    const fault = { mode: 'proxy', status: 401, body: '<html>login</html>' } as const;
    door.world.faults.set('get_app_instance', fault);
    await door.advance(400 * SECOND_MS);
    expect((await door.ask({ token })).status).toBe(200);
    expect(door.calls()).toEqual([0, 1, 2]);
  });
});

describe.each(DOORS)('a connection that breaks, through the %s door', (kind) => {
  const door = useFrontDoor(kind);

  test.each<[Operation, readonly number[]]>([
    ['token_info', [2, 1, 1]],
    ['app_token', [1, 2, 1]],
    ['get_app_instance', [1, 1, 2]],
  ])('once, at %s, fails no visitor', async (operation, calls) => {
    let broken = false;
    const { faults } = door.world;
    const of = faults.of.bind(faults);
    faults.of = (asked) => {
      if (asked !== operation || broken) return of(asked);
      broken = true;
      faults.set(operation, { mode: 'reset' });
      const fault = of(asked);
      faults.clear(operation);
      return fault;
    };
    try {
      expect((await door.ask({ token: door.mint({ kind: 'opaque' }) })).status).toBe(200);
      expect(door.calls()).toEqual(calls);
    } finally {
      faults.of = of;
    }
  });
});

describe.each(DOORS)('ids in capitals, through the %s door', (kind) => {
  const door = useFrontDoor(kind);

  test('name the same app and the same instance', async () => {
    const claims = {
      active: true,
      subjectType: 'VISITOR',
      clientId: door.world.app.WIX_CLIENT_ID.toUpperCase(),
      instanceId: instanceIdOf(1).toUpperCase(),
    };
    const fault = { mode: 'proxy', status: 200, body: JSON.stringify(claims) } as const;
    door.world.faults.set('token_info', fault);
    const answer = await door.ask({ token: door.mint({ kind: 'opaque' }) });
    expect([answer.status, answer.json.instanceId]).toEqual([200, instanceIdOf(1)]);
    expect((await door.ask({ token: door.mint() })).headers.get('Cache-Status')).toMatch(/; hit;/);
  });
});
