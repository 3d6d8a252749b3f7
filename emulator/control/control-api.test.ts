import { describe, expect, test } from 'vitest';

import { DEVELOPMENT_APP } from '../development-app.ts';
import { instanceIdOf } from '../instances/instance-id.ts';
import { useEmulator } from '../test-support/use-emulator.ts';
import { CONTROL_ROUTES } from './control-routes.ts';

const emulator = useEmulator();

const { WIX_CLIENT_ID: client_id, WIX_CLIENT_SECRET: client_secret } = DEVELOPMENT_APP;

async function loadInstance(n: number): Promise<Response> {
  const json = {
    grant_type: 'client_credentials',
    client_id,
    client_secret,
    instance_id: instanceIdOf(n),
  };
  const { access_token } = await emulator.ask('/oauth2/token', { json });
  return emulator.call('/apps/v1/instance', { headers: { authorization: access_token } });
}

describe('tokens', () => {
  test('are minted for an instance by number or id', async () => {
    for (const instance of [42, instanceIdOf(42)]) {
      const { token, instanceId } = await emulator.ask('/_emulator/tokens', { json: { instance } });
      expect(instanceId).toBe(instanceIdOf(42));
      expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toMatchObject({
        active: true,
        instanceId,
      });
    }
  });

  test('default to a visitor of instance 0', async () => {
    const { token } = await emulator.ask('/_emulator/tokens', { method: 'POST' });
    expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toMatchObject({
      subjectType: 'VISITOR',
      instanceId: instanceIdOf(0),
    });
  });

  test('have a null instanceId when the token names no instance', async () => {
    expect(await emulator.ask('/_emulator/tokens', { json: { noInstance: true } })).toMatchObject({
      instanceId: null,
    });
  });
});

describe('faults', () => {
  test('are set, listed, and cleared one by one or all at once', async () => {
    await emulator.ask('/_emulator/faults/token_info', { method: 'PUT', json: { mode: 'html' } });
    await emulator.ask('/_emulator/faults/app_token', {
      method: 'PUT',
      json: { latencyMs: 5, errorRate: 0.5 },
    });
    expect(await emulator.ask('/_emulator/faults')).toMatchObject({
      token_info: { latencyMs: 0, failure: { mode: 'html', errorRate: 1 } },
      app_token: { latencyMs: 5, failure: { mode: 'status', errorRate: 0.5 } },
      get_app_instance: null,
    });
    expect(await emulator.ask('/_emulator/faults/token_info', { method: 'DELETE' })).toMatchObject({
      token_info: null,
      app_token: { latencyMs: 5 },
    });
    const none = { token_info: null, app_token: null, get_app_instance: null };
    expect(await emulator.ask('/_emulator/faults', { method: 'DELETE' })).toEqual(none);
  });

  test('make calls fail', async () => {
    await emulator.ask('/_emulator/faults/token_info', {
      method: 'PUT',
      json: { mode: 'status', status: 418 },
    });
    expect((await emulator.call('/oauth2/token-info', { json: { token: 'x' } })).status).toBe(418);
  });
});

describe('instances', () => {
  test('are changed only where the patch has values', async () => {
    const before = await (await loadInstance(42)).json();
    await emulator.ask('/_emulator/instances/42', {
      method: 'PATCH',
      json: { instance: { billing: { packageName: 'Gold' } }, site: { url: null } },
    });
    expect(await (await loadInstance(42)).json()).toEqual({
      instance: {
        ...before.instance,
        billing: { ...before.instance.billing, packageName: 'Gold' },
      },
      site: { ...before.site, url: null },
    });
  });

  test('accumulate patches', async () => {
    await emulator.ask('/_emulator/instances/42', {
      method: 'PATCH',
      json: { site: { url: 'https://new.example' } },
    });
    await emulator.ask('/_emulator/instances/42', {
      method: 'PATCH',
      json: { site: { locale: 'sv' } },
    });
    expect(await emulator.ask('/_emulator/instances/42')).toMatchObject({
      removed: false,
      site: { url: 'https://new.example', locale: 'sv' },
    });
  });

  test('treat __proto__ as an ordinary key', async () => {
    await fetch(`${emulator.origin}/_emulator/instances/42`, {
      method: 'PATCH',
      body: '{"instance":{"__proto__":{"polluted":true}}}',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(emulator.world.instances.find(instanceIdOf(42))?.instance['polluted']).toBeUndefined();
  });

  test('are removed and restored, by id or number', async () => {
    const removed = await emulator.ask(`/_emulator/instances/${instanceIdOf(42)}`, {
      method: 'DELETE',
    });
    expect(removed).toEqual({ instanceId: instanceIdOf(42), removed: true });
    await expect(loadInstance(42)).rejects.toThrow('INSTANCE_NOT_FOUND');

    await emulator.ask('/_emulator/instances/42/restore', { method: 'POST' });
    expect((await loadInstance(42)).status).toBe(200);
  });
});

describe('calls', () => {
  test('are counted per operation, per status and per instance', async () => {
    const { token } = await emulator.ask('/_emulator/tokens', { json: { instance: 42 } });
    await emulator.ask('/oauth2/token-info', { json: { token } });
    await emulator.call('/oauth2/token-info', { json: { token: 'unknown' } });
    await emulator.call('/oauth2/token-info', { json: {} });
    await loadInstance(42);

    const counts = {
      instanceId: instanceIdOf(42),
      calls: { token_info: 1, app_token: 1, get_app_instance: 1 },
      worstMinute: { token_info: 1, app_token: 1, get_app_instance: 1 },
    };
    expect(await emulator.ask('/_emulator/calls')).toMatchObject({
      totals: { token_info: 3, app_token: 1, get_app_instance: 1 },
      answered: {
        token_info: { 200: 2, 400: 1 },
        app_token: { 200: 1 },
        get_app_instance: { 200: 1 },
      },
      instancesCalled: 1,
      instances: [counts],
    });
    expect(await emulator.ask('/_emulator/calls?instance=42')).toEqual(counts);
  });

  test('report the worst 60 seconds of an instance, wherever they begin', async () => {
    const token = emulator.world.mintToken({ instance: 42 }).token;
    const call = () => emulator.ask('/oauth2/token-info', { json: { token } });
    for (const waitMs of [0, 50_000, 5_000, 4_999, 1, 200_000]) {
      emulator.now += waitMs;
      await call();
    }
    const { worstMinute } = await emulator.ask('/_emulator/calls');
    expect(worstMinute.token_info).toEqual({ calls: 4, instanceId: instanceIdOf(42) });
  });

  test('report how many were in flight at the same time', async () => {
    emulator.world.latency = { medianMs: 100, sigma: 0 };
    const call = () => emulator.ask('/oauth2/token-info', { json: { token: 'unknown' } });
    await Promise.all([call(), call(), call()]);
    await call();
    const { mostAtOnce } = await emulator.ask('/_emulator/calls');
    expect(mostAtOnce).toEqual({ token_info: 3, app_token: 0, get_app_instance: 0 });
  });

  test('list the 100 most called instances, and any other on request', async () => {
    const { calls } = emulator.world;
    for (let n = 0; n < 130; n++) {
      calls.arrived('token_info', instanceIdOf(n));
      calls.answered('token_info', 200);
    }
    calls.arrived('app_token', instanceIdOf(129));
    calls.answered('app_token', 200);
    const { instances, instancesCalled } = await emulator.ask('/_emulator/calls');
    expect([instances.length, instancesCalled]).toEqual([100, 130]);
    expect(instances[0]).toMatchObject({
      instanceId: instanceIdOf(129),
      calls: { token_info: 1, app_token: 1 },
    });
    expect(await emulator.ask('/_emulator/calls?instance=120')).toMatchObject({
      calls: { token_info: 1 },
    });
  });

  test('keep no record of unknown ids', async () => {
    const { token } = emulator.world.mintToken({
      instance: '7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11',
    });
    await emulator.ask('/oauth2/token-info', { json: { token } });
    expect(await emulator.ask('/_emulator/calls')).toMatchObject({
      totals: { token_info: 1 },
      instancesCalled: 0,
    });
  });

  test('are cleared on request', async () => {
    await loadInstance(42);
    const cleared = await emulator.ask('/_emulator/calls', { method: 'DELETE' });
    expect(cleared).toEqual({
      totals: { token_info: 0, app_token: 0, get_app_instance: 0 },
      answered: { token_info: {}, app_token: {}, get_app_instance: {} },
      mostAtOnce: { token_info: 0, app_token: 0, get_app_instance: 0 },
      worstMinute: {
        token_info: { calls: 0, instanceId: null },
        app_token: { calls: 0, instanceId: null },
        get_app_instance: { calls: 0, instanceId: null },
      },
      worstMinuteWithTokenInfo: { calls: 0, instanceId: null },
      instancesCalled: 0,
      instances: [],
    });
  });
});

describe('settings', () => {
  test('delay every call by the configured latency', async () => {
    await emulator.ask('/_emulator/latency', { method: 'PUT', json: { medianMs: 25, sigma: 0 } });
    const start = performance.now();
    await emulator.call('/oauth2/token-info', { json: { token: 'x' } });
    expect(performance.now() - start).toBeGreaterThanOrEqual(24);
  });

  test('make token-info answer with strings', async () => {
    await emulator.ask('/_emulator/settings', { method: 'PUT', json: { stringly: true } });
    expect(await emulator.ask('/oauth2/token-info', { json: { token: 'x' } })).toEqual({
      active: 'false',
    });
  });

  test('make token-info count towards the limit', async () => {
    const json = { tokenInfoCountsTowardsLimit: true };
    expect(await emulator.ask('/_emulator/settings', { method: 'PUT', json })).toEqual({
      stringly: false,
      tokenInfoCountsTowardsLimit: true,
    });
    const { token } = emulator.world.mintToken({ instance: 42 });
    const info = () => emulator.call('/oauth2/token-info', { json: { token } });
    for (let call = 0; call < 200; call++) await info();
    expect((await info()).status).toBe(429);
  });

  test('are all restored by a reset, together with everything else', async () => {
    const json = { stringly: true, tokenInfoCountsTowardsLimit: true };
    await emulator.ask('/_emulator/settings', { method: 'PUT', json });
    await emulator.ask('/_emulator/latency', { method: 'PUT', json: { medianMs: 1 } });
    await emulator.ask('/_emulator/faults/app_token', { method: 'PUT', json: { mode: 'hang' } });
    await emulator.ask('/_emulator/instances/42', { method: 'DELETE' });
    await emulator.call('/oauth2/token-info', { json: { token: 'x' } });

    await emulator.ask('/_emulator/reset', { method: 'POST' });
    const { world } = emulator;
    expect([world.settings, world.latency]).toEqual([
      { stringly: false, tokenInfoCountsTowardsLimit: false },
      { medianMs: 0, sigma: 0 },
    ]);
    expect(world.calls.report().totals).toEqual({
      token_info: 0,
      app_token: 0,
      get_app_instance: 0,
    });
    expect((await loadInstance(42)).status).toBe(200);
  });

  test('end a throttle by a reset', async () => {
    for (let call = 0; call < 200; call++)
      emulator.world.rateLimit.take(instanceIdOf(42), emulator.now);
    expect((await loadInstance(42)).status).toBe(429);
    await emulator.ask('/_emulator/reset', { method: 'POST' });
    expect((await loadInstance(42)).status).toBe(200);
  });
});

describe('bad input', () => {
  test.each([
    ['POST', '/_emulator/tokens', { kind: 'golden' }, 'kind must be one of signed, opaque'],
    [
      'POST',
      '/_emulator/tokens',
      { subject: 'cat' },
      'subject must be one of visitor, member, user',
    ],
    ['POST', '/_emulator/tokens', { instance: 1_000_000 }, 'no instance 1000000'],
    ['POST', '/_emulator/tokens', { instance: 'me' }, 'no instance "me"'],
    ['POST', '/_emulator/tokens', { instance: true }, 'instance must be a number or a string'],
    ['POST', '/_emulator/tokens', { forged: 'yes' }, 'forged must be true or false'],
    ['POST', '/_emulator/tokens', { ageSeconds: 1.5 }, 'ageSeconds must be a whole number from 0'],
    ['POST', '/_emulator/tokens', { colour: 'red' }, 'The body has no colour'],
    ['POST', '/_emulator/tokens', [], 'The body must be a JSON object'],
    ['PUT', '/_emulator/faults/lunch', { mode: 'hang' }, 'The operation must be one of token_info'],
    ['DELETE', '/_emulator/faults/lunch', undefined, 'The operation must be one of token_info'],
    ['PUT', '/_emulator/faults/token_info', {}, 'A fault requires'],
    [
      'PUT',
      '/_emulator/faults/token_info',
      { mode: 'explode' },
      'mode must be one of status, hang',
    ],
    ['PUT', '/_emulator/faults/token_info', { mode: 'wrong_instance' }, 'get_app_instance only'],
    [
      'PUT',
      '/_emulator/faults/token_info',
      { errorRate: 2 },
      'errorRate must be a number from 0 to 1',
    ],
    [
      'PUT',
      '/_emulator/faults/token_info',
      { status: 199 },
      'status must be a number from 200 to 599',
    ],
    [
      'PUT',
      '/_emulator/faults/token_info',
      { latencyMs: '5' },
      'latencyMs must be a number from 0',
    ],
    ['PUT', '/_emulator/faults/token_info', { body: 5 }, 'body must be a string'],
    ['PATCH', '/_emulator/instances/42', { site: 'none' }, 'site must be a JSON object'],
    ['PATCH', '/_emulator/instances/nobody', {}, 'no instance "nobody"'],
    ['DELETE', '/_emulator/instances/1000000', undefined, 'no instance "1000000"'],
    ['GET', '/_emulator/calls?instance=nobody', undefined, 'no instance "nobody"'],
    ['PUT', '/_emulator/latency', { medianMs: -1 }, 'medianMs must be a number from 0 to 60000'],
    ['PUT', '/_emulator/settings', { stringly: 1 }, 'stringly must be true or false'],
  ])('%s %s %j is a 400 that gives the reason', async (method, path, json, message) => {
    const response = await emulator.call(path, { method, json });
    expect(response.status).toBe(400);
    expect((await response.json()).message).toContain(message);
  });

  test('is a 400 for a body that is not JSON', async () => {
    const response = await fetch(`${emulator.origin}/_emulator/tokens`, {
      method: 'POST',
      body: '{"kind',
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: 'The body is not JSON' },
    ]);
  });
});

describe('the other routes', () => {
  test('answer 404 under /_emulator with a list of the routes', async () => {
    const response = await emulator.call('/_emulator/lunch');
    const { message, routes } = await response.json();
    expect([response.status, message]).toEqual([
      404,
      'The control API has no GET /_emulator/lunch',
    ]);
    expect(routes).toHaveLength(CONTROL_ROUTES.length);
    expect(routes).toContain('POST /_emulator/tokens: mint a token');
  });

  test('answer 404 elsewhere', async () => {
    const response = await emulator.call('/stores/v1/products');
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'The Wix emulator has no GET /stores/v1/products' },
    ]);
    expect((await emulator.call('/oauth2/token')).status).toBe(404);
  });

  test('allow any origin to use the control API, errors and preflights included', async () => {
    const headers = { origin: 'https://demo.example' };
    const preflight = await emulator.call('/_emulator/faults/token_info', {
      method: 'OPTIONS',
      headers: {
        ...headers,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
    for (const path of ['/_emulator/faults', '/_emulator/lunch', '/_emulator/instances/nobody']) {
      expect(
        (await emulator.call(path, { headers })).headers.get('access-control-allow-origin'),
      ).toBe('*');
    }
  });

  test('do not allow other origins to call Wix’s endpoints', async () => {
    const preflight = await emulator.call('/oauth2/token-info', {
      method: 'OPTIONS',
      headers: { origin: 'https://demo.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(404);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('list all control routes at /, with a curl line', async () => {
    const page = await (await emulator.call('/')).text();
    for (const { path } of CONTROL_ROUTES) expect(page).toContain(path);
    expect(page).toContain(`curl -X POST ${emulator.origin}/_emulator/tokens`);
  });
});
