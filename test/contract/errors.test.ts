import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { DOORS } from '../support/doors.ts';
import { type Answer, useFrontDoor } from '../support/use-front-door.ts';
import { waitFor } from '../support/wait-for.ts';

function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.json.code]).toEqual([status, code]);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.json).toEqual({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const challenge = code === 'missing_token' ? 'Bearer' : 'Bearer error="invalid_token"';
  expect(answer.headers.get('WWW-Authenticate')).toBe(status === 401 ? challenge : null);
}

/** With nothing cached and one fault at Wix: 429, 502 and 504 by cause. */
const FAULTS_ON_A_MISS = [
  ['status', { status: 500 }, 502, 'upstream_error'],
  ['status', { status: 403 }, 502, 'upstream_error'],
  ['html', {}, 502, 'upstream_error'],
  ['half_json', {}, 502, 'upstream_error'],
  ['half_body', {}, 502, 'upstream_error'],
  ['empty', {}, 502, 'upstream_error'],
  ['redirect', {}, 502, 'upstream_error'],
  ['reset', {}, 502, 'upstream_error'],
  ['throttle', { retryAfterSeconds: 17 }, 429, 'upstream_rate_limited'],
  ['hang', {}, 504, 'upstream_timeout'],
] as const;

describe.each(DOORS)('errors, through the %s door', (kind) => {
  const door = useFrontDoor(kind);
  const untilCalled = (operation: 'token_info' | 'app_token' | 'get_app_instance', calls: number) =>
    waitFor(() => {
      expect(door.world.calls.report().totals[operation]).toBe(calls);
    });

  test('401 missing_token without a token, and no call to Wix', async () => {
    expectProblem(await door.ask(), 401, 'missing_token');
    expect(door.calls()).toEqual([0, 0, 0]);
  });

  test.each([
    // Miniflare does not forward an empty header.
    ...(kind === 'worker' ? [] : [['empty', '']]),
    ['only a scheme', 'Bearer '],
    ['over 8 KiB', 'a'.repeat(8193)],
    ['with a space in it', 'two words'],
    ['with a character no token has', 'töken'],
    ['with a quote', 'to"ken'],
    ['two tokens in one header', 'one, two'],
  ])('401 malformed_token for a token that is %s, and no call to Wix', async (_what, token) => {
    expectProblem(await door.ask({ token }), 401, 'malformed_token');
    expect(door.calls()).toEqual([0, 0, 0]);
  });

  test.each([
    ['forged', { forged: true }],
    ['expired', { expiresInSeconds: -1 }],
  ])(
    '401 inactive_token for a signed instance that is %s, by Wix’s verdict',
    async (_what, order) => {
      expectProblem(await door.ask({ token: door.mint(order) }), 401, 'inactive_token');
      expect(door.calls()).toEqual([1, 0, 0]);
    },
  );

  test.each([
    ['forged', { forged: true }],
    ['expired', { expiresInSeconds: -1 }],
  ])('401 inactive_token for an opaque token that is %s', async (_what, order) => {
    const token = door.mint({ kind: 'opaque', ...order });
    expectProblem(await door.ask({ token }), 401, 'inactive_token');
  });

  test('401 inactive_token once a good token has expired', async () => {
    const token = door.mint({ kind: 'opaque', expiresInSeconds: 20 });
    expect((await door.ask({ token })).status).toBe(200);
    await door.advance(20_000);
    expectProblem(await door.ask({ token }), 401, 'inactive_token');
  });

  test('accepts a signed instance for SIGNED_INSTANCE_MAX_AGE_SECONDS, and not a second longer', async () => {
    const token = door.mint({ kind: 'signed' });
    await door.advance(14_399_000);
    expect((await door.ask({ token })).status).toBe(200);
    expect(door.calls()[0]).toBe(0);
    await door.advance(1_000);
    expectProblem(await door.ask({ token }), 401, 'inactive_token');
  });

  test('403 wrong_app for a token of another app', async () => {
    const token = door.mint({ kind: 'opaque', otherApp: true });
    expectProblem(await door.ask({ token }), 403, 'wrong_app');
    expect(door.calls()).toEqual([1, 0, 0]);
  });

  test('403 no_instance for a token without an instance', async () => {
    const token = door.mint({ kind: 'opaque', noInstance: true });
    expectProblem(await door.ask({ token }), 403, 'no_instance');
    expect(door.calls()).toEqual([1, 0, 0]);
  });

  test('404 instance_not_found after the app was removed, cached for 10 s', async () => {
    const token = door.mint();
    door.world.instances.remove(1);
    const first = await door.ask({ token });
    expectProblem(first, 404, 'instance_not_found');
    expect(first.headers.get('Cache-Status')).toMatch(/^instance-identity; fwd=miss/);
    const calls = door.calls();
    const second = await door.ask({ token });
    expectProblem(second, 404, 'instance_not_found');
    expect(second.headers.get('Cache-Status')).toBe('instance-identity; hit; detail=negative');
    expect(door.calls()).toEqual(calls);
    await door.advance(10_000);
    door.world.instances.restore(1);
    expect((await door.ask({ token })).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('405 method_not_allowed for %s', async (method) => {
    // Without this header, Astro's protection against cross-site forms answers first, with 403.
    const headers = { 'Content-Type': 'application/json' };
    const answer = await door.ask({ method, token: door.mint(), headers });
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
    expect(door.calls()).toEqual([0, 0, 0]);
  });

  describe.each(['token_info', 'app_token', 'get_app_instance'] as const)('%s', (operation) => {
    test.each(FAULTS_ON_A_MISS)(
      'answers %s %o with %i %s, caches nothing and reveals nothing of it',
      async (mode, more, status, code) => {
        const marker = 'MARKER-OF-THE-UPSTREAM-BODY';
        door.world.faults.set(operation, { mode, ...more, body: marker });
        const token = door.mint({ kind: 'opaque' });
        const asked = door.ask({ token });
        if (mode === 'hang') {
          await untilCalled(operation, 1);
          await door.advance(2_000);
        }
        const answer = await asked;
        expectProblem(answer, status, code);
        const everything = JSON.stringify([...answer.headers]) + answer.text;
        expect(everything).not.toContain(marker);
        expect(everything).not.toContain(token);
        if (mode === 'throttle') expect(answer.headers.get('Retry-After')).toBe('17');

        door.world.faults.clear();
        await door.advance(60_000);
        expect((await door.ask({ token })).status).toBe(200);
      },
    );
  });

  test('502 when Wix answers with another instance than requested', async () => {
    door.world.faults.set('get_app_instance', { mode: 'wrong_instance' });
    const answer = await door.ask({ token: door.mint() });
    expectProblem(answer, 502, 'upstream_error');
    door.world.faults.clear();
    await door.advance(1_000);
    expect((await door.ask({ token: door.mint() })).json.site.siteDisplayName).toBe(
      door.world.instances.find(instanceIdOf(1))?.site['siteDisplayName'],
    );
  });

  test('429 upstream_rate_limited when the instance’s budget is spent, before Wix throttles', async () => {
    const token = door.mint();
    for (let call = 0; call < 150; call++) {
      expect((await door.ask({ token })).status).toBe(200);
      await door.invalidate(instanceIdOf(1));
    }
    const answer = await door.ask({ token });
    expectProblem(answer, 429, 'upstream_rate_limited');
    expect(answer.headers.get('Retry-After')).toBe('60');
    expect(answer.headers.get('Cache-Status')).not.toMatch(/fwd/);
    expect(door.calls()[2]).toBe(150);
    expect((await door.ask({ token: door.mint({ instance: 2 }) })).status).toBe(200);
    await door.advance(60_000);
    expect((await door.ask({ token })).status).toBe(200);
  });

  test('does not spend an instance’s budget while Wix is not called', async () => {
    door.world.faults.set('app_token', { mode: 'status', status: 500 });
    for (let instance = 0; instance < 10; instance++) {
      await door.ask({ token: door.mint({ instance }) });
    }
    const token = door.mint({ instance: 11 });
    for (let view = 0; view < 160; view++) {
      expectProblem(await door.ask({ token }), 503, 'upstream_unavailable');
    }
    door.world.faults.clear();
    await door.advance(5_000);
    expect((await door.ask({ token })).status).toBe(200);
  });

  test('does not block other sites because of odd answers for one', async () => {
    door.world.faults.set('get_app_instance', { mode: 'wrong_instance' });
    for (let attempt = 0; attempt < 30; attempt++) {
      expectProblem(await door.ask({ token: door.mint() }), 502, 'upstream_error');
      await door.advance(1_000);
    }
    door.world.faults.clear();
    expect((await door.ask({ token: door.mint({ instance: 2 }) })).status).toBe(200);
  });

  test('503 upstream_unavailable once the circuit breaker is open, and 200 again after Wix has recovered', async () => {
    door.world.faults.set('get_app_instance', { mode: 'status', status: 500 });
    const ask = (instance: number) => door.ask({ token: door.mint({ instance }) });
    for (let instance = 0; instance < 10; instance++) {
      expectProblem(await ask(instance), 502, 'upstream_error');
    }
    const answer = await ask(100);
    expectProblem(answer, 503, 'upstream_unavailable');
    expect(answer.headers.get('Retry-After')).toBe('5');
    expect(answer.headers.get('Cache-Status')).not.toMatch(/fwd/);
    const calls = door.calls();
    await Promise.all(Array.from({ length: 50 }, (_, n) => ask(200 + n)));
    expect(door.calls()).toEqual(calls);

    door.world.faults.clear();
    await door.advance(5_000);
    expect((await ask(300)).status).toBe(200);
    expect((await ask(301)).status).toBe(200);
  });
});

describe.each(DOORS)('a full queue, through the %s door,', (kind) => {
  const door = useFrontDoor(kind, {
    TOKEN_INFO_MAX_CONCURRENCY: '1',
    UPSTREAM_MAX_CONCURRENCY: '1',
  });

  test('answers 503 upstream_unavailable with Retry-After', async () => {
    door.world.faults.set('token_info', { mode: 'hang' });
    const answers: Answer[] = [];
    for (let caller = 0; caller < 8; caller++) {
      void door
        .ask({ token: door.mint({ kind: 'opaque' }) })
        .then((answer) => answers.push(answer));
    }
    await waitFor(() => {
      expect(answers).toHaveLength(3);
    });
    for (const answer of answers) {
      expectProblem(answer, 503, 'upstream_unavailable');
      expect(answer.headers.get('Retry-After')).toBe('1');
      expect(answer.headers.get('Cache-Status')).toBeNull();
    }
    await door.advance(4_000);
    await waitFor(() => {
      expect(answers).toHaveLength(8);
    });
    expect(answers.slice(3).map(({ status }) => status)).toEqual([504, 504, 504, 504, 504]);
  });

  test('admits requests with proven tokens while token-info hangs', async () => {
    door.world.faults.set('token_info', { mode: 'hang' });
    const hanging = door.ask({ token: door.mint({ kind: 'opaque' }) });
    expect((await door.ask({ token: door.mint() })).status).toBe(200);
    await waitFor(() => {
      expect(door.calls()[0]).toBe(1);
    });
    await door.advance(2_000);
    expect((await hanging).status).toBe(504);
  });
});
