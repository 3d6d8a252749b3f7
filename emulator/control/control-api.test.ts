import { describe, expect, it } from 'vitest';

import { DEVELOPMENT_APP } from '../development-app.ts';
import { instanceIdOf } from '../instance-id.ts';
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
  it('are minted for an instance by number or id', async () => {
    for (const instance of [42, instanceIdOf(42)]) {
      const { token, instanceId } = await emulator.ask('/_emulator/tokens', { json: { instance } });
      expect(instanceId).toBe(instanceIdOf(42));
      expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toMatchObject({
        active: true,
        instanceId,
      });
    }
  });

  it("are a visitor's of instance 0 without a body", async () => {
    const { token } = await emulator.ask('/_emulator/tokens', { method: 'POST' });
    expect(await emulator.ask('/oauth2/token-info', { json: { token } })).toMatchObject({
      subjectType: 'VISITOR',
      instanceId: instanceIdOf(0),
    });
  });

  it('say null where the token names no instance', async () => {
    expect(await emulator.ask('/_emulator/tokens', { json: { noInstance: true } })).toMatchObject({
      instanceId: null,
    });
  });
});

describe('faults', () => {
  it('are set, listed, and mended one by one or all at once', async () => {
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

  it('strike calls', async () => {
    await emulator.ask('/_emulator/faults/token_info', {
      method: 'PUT',
      json: { mode: 'status', status: 418 },
    });
    expect((await emulator.call('/oauth2/token-info', { json: { token: 'x' } })).status).toBe(418);
  });
});

describe('instances', () => {
  it('are changed in the places that a patch names, and nowhere else', async () => {
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

  it('gather patches', async () => {
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

  it('take a __proto__ for a key like any other', async () => {
    await fetch(`${emulator.origin}/_emulator/instances/42`, {
      method: 'PATCH',
      body: '{"instance":{"__proto__":{"polluted":true}}}',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(emulator.world.instances.find(instanceIdOf(42))?.instance['polluted']).toBeUndefined();
  });

  it('are removed and restored, by id or number', async () => {
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
  it('are counted per operation, per status and per instance', async () => {
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

  it('know the worst sixty seconds of an instance, wherever they begin', async () => {
    const token = emulator.world.mintToken({ instance: 42 }).token;
    const call = () => emulator.ask('/oauth2/token-info', { json: { token } });
    for (const waitMs of [0, 50_000, 5_000, 4_999, 1, 200_000]) {
      emulator.now += waitMs;
      await call();
    }
    const { worstMinute } = await emulator.ask('/_emulator/calls');
    expect(worstMinute.token_info).toEqual({ calls: 4, instanceId: instanceIdOf(42) });
  });

  it('know how many were under way at the same time', async () => {
    emulator.world.latency = { medianMs: 20, sigma: 0 };
    const call = () => emulator.ask('/oauth2/token-info', { json: { token: 'unknown' } });
    await Promise.all([call(), call(), call()]);
    await call();
    const { mostAtOnce } = await emulator.ask('/_emulator/calls');
    expect(mostAtOnce).toEqual({ token_info: 3, app_token: 0, get_app_instance: 0 });
  });

  it('list the hundred instances called most, and any other on request', async () => {
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

  it("keep no record of ids that are no instance's", async () => {
    const { token } = emulator.world.mintToken({
      instance: '7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11',
    });
    await emulator.ask('/oauth2/token-info', { json: { token } });
    expect(await emulator.ask('/_emulator/calls')).toMatchObject({
      totals: { token_info: 1 },
      instancesCalled: 0,
    });
  });

  it('are forgotten on request', async () => {
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
  it('make every call as slow as told', async () => {
    await emulator.ask('/_emulator/latency', { method: 'PUT', json: { medianMs: 25, sigma: 0 } });
    const start = performance.now();
    await emulator.call('/oauth2/token-info', { json: { token: 'x' } });
    expect(performance.now() - start).toBeGreaterThanOrEqual(24);
  });

  it('have token-info answer in strings', async () => {
    await emulator.ask('/_emulator/settings', { method: 'PUT', json: { stringly: true } });
    expect(await emulator.ask('/oauth2/token-info', { json: { token: 'x' } })).toEqual({
      active: 'false',
    });
  });

  it('are all undone by a reset, with everything else', async () => {
    await emulator.ask('/_emulator/settings', { method: 'PUT', json: { stringly: true } });
    await emulator.ask('/_emulator/latency', { method: 'PUT', json: { medianMs: 1 } });
    await emulator.ask('/_emulator/faults/app_token', { method: 'PUT', json: { mode: 'hang' } });
    await emulator.ask('/_emulator/instances/42', { method: 'DELETE' });
    await emulator.call('/oauth2/token-info', { json: { token: 'x' } });

    await emulator.ask('/_emulator/reset', { method: 'POST' });
    const { world } = emulator;
    expect([world.settings, world.latency]).toEqual([
      { stringly: false },
      { medianMs: 0, sigma: 0 },
    ]);
    expect(world.calls.report().totals).toEqual({
      token_info: 0,
      app_token: 0,
      get_app_instance: 0,
    });
    expect((await loadInstance(42)).status).toBe(200);
  });

  it('reset lifts the throttle', async () => {
    for (let call = 0; call < 200; call++)
      emulator.world.rateLimit.take(instanceIdOf(42), emulator.now);
    expect((await loadInstance(42)).status).toBe(429);
    await emulator.ask('/_emulator/reset', { method: 'POST' });
    expect((await loadInstance(42)).status).toBe(200);
  });
});

describe('bad input', () => {
  it.each([
    ['POST', '/_emulator/tokens', { kind: 'golden' }, 'kind must be one of signed, opaque'],
    [
      'POST',
      '/_emulator/tokens',
      { subject: 'cat' },
      'subject must be one of visitor, member, user',
    ],
    ['POST', '/_emulator/tokens', { instance: 1_000_000 }, 'No instance 1000000'],
    ['POST', '/_emulator/tokens', { instance: 'me' }, 'No instance "me"'],
    ['POST', '/_emulator/tokens', { instance: true }, 'instance must be a number or a text'],
    ['POST', '/_emulator/tokens', { forged: 'yes' }, 'forged must be true or false'],
    ['POST', '/_emulator/tokens', { ageSeconds: 1.5 }, 'ageSeconds must be a whole number from 0'],
    ['POST', '/_emulator/tokens', { colour: 'red' }, 'The body has no colour'],
    ['POST', '/_emulator/tokens', [], 'The body must be a JSON object'],
    ['PUT', '/_emulator/faults/lunch', { mode: 'hang' }, 'The operation must be one of token_info'],
    ['DELETE', '/_emulator/faults/lunch', undefined, 'The operation must be one of token_info'],
    ['PUT', '/_emulator/faults/token_info', {}, 'A fault needs'],
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
      { status: 200 },
      'status must be a number from 400 to 599',
    ],
    [
      'PUT',
      '/_emulator/faults/token_info',
      { latencyMs: '5' },
      'latencyMs must be a number from 0',
    ],
    ['PUT', '/_emulator/faults/token_info', { body: 5 }, 'body must be a text'],
    ['PATCH', '/_emulator/instances/42', { site: 'none' }, 'site must be a JSON object'],
    ['PATCH', '/_emulator/instances/nobody', {}, 'No instance "nobody"'],
    ['DELETE', '/_emulator/instances/1000000', undefined, 'No instance "1000000"'],
    ['GET', '/_emulator/calls?instance=nobody', undefined, 'No instance "nobody"'],
    ['PUT', '/_emulator/latency', { medianMs: -1 }, 'medianMs must be a number from 0 to 60000'],
    ['PUT', '/_emulator/settings', { stringly: 1 }, 'stringly must be true or false'],
  ])('%s %s %j is a 400 that says why', async (method, path, json, message) => {
    const response = await emulator.call(path, { method, json });
    expect(response.status).toBe(400);
    expect((await response.json()).message).toContain(message);
  });

  it('is a 400 for what is not JSON', async () => {
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

describe('everything around', () => {
  it('answers 404 under /_emulator with the routes that there are', async () => {
    const response = await emulator.call('/_emulator/lunch');
    const { message, routes } = await response.json();
    expect([response.status, message]).toEqual([
      404,
      'The control API has no GET /_emulator/lunch',
    ]);
    expect(routes).toHaveLength(CONTROL_ROUTES.length);
    expect(routes).toContain('POST /_emulator/tokens: mint a token');
  });

  it('answers 404 elsewhere', async () => {
    const response = await emulator.call('/stores/v1/products');
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'The Wix emulator has no GET /stores/v1/products' },
    ]);
    expect((await emulator.call('/oauth2/token')).status).toBe(404);
  });

  it('lets a page of any origin use the control API, errors and preflights included', async () => {
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

  it("does not open Wix's endpoints to pages", async () => {
    const preflight = await emulator.call('/oauth2/token-info', {
      method: 'OPTIONS',
      headers: { origin: 'https://demo.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(404);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('explains itself at /, route by route, with a curl line', async () => {
    const page = await (await emulator.call('/')).text();
    for (const { path } of CONTROL_ROUTES) expect(page).toContain(path);
    expect(page).toContain(`curl -X POST ${emulator.origin}/_emulator/tokens`);
  });
});
