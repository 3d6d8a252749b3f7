import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { DOORS } from '../support/doors.ts';
import { useFrontDoor } from '../support/use-front-door.ts';

describe.each(DOORS)('HTTP, through the %s door', (kind) => {
  const door = useFrontDoor(kind);
  const preflight = (requested: string | undefined) =>
    door.ask({
      method: 'OPTIONS',
      headers: {
        Origin: 'https://shop.example',
        'Access-Control-Request-Method': 'GET',
        ...(requested === undefined ? {} : { 'Access-Control-Request-Headers': requested }),
      },
    });

  test('returns the instance of a signed instance token', async () => {
    const { status, headers, json } = await door.ask({ token: door.mint({ instance: 7 }) });
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    expect(json.instanceId).toBe(instanceIdOf(7));
    expect(json.instance.appName).toBe('Instance Identity');
    expect(json.site.url).toMatch(/^https:/);
  });

  test('returns the same for an opaque token of Wix’s length', async () => {
    const token = door.mint({ kind: 'opaque' });
    expect(token.length).toBeGreaterThan(700);
    const opaque = await door.ask({ token });
    const signed = await door.ask({ token: door.mint({ kind: 'signed' }) });
    expect(opaque.status).toBe(200);
    expect(opaque.text).toBe(signed.text);
  });

  test.each(['Bearer ', 'bearer ', ''])('accepts a token after "%s"', async (scheme) => {
    const { status } = await door.ask({ token: scheme + door.mint() });
    expect(status).toBe(200);
  });

  test('answers HEAD like GET, without a body', async () => {
    const token = door.mint();
    const get = await door.ask({ token });
    const head = await door.ask({ token, method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(head.headers.get('ETag')).toBe(get.headers.get('ETag'));
    expect(head.headers.get('Content-Type')).toBe(get.headers.get('Content-Type'));
    expect(head.headers.get('Content-Length')).toBe(String(get.text.length));
  });

  test('answers 304 to a matching ETag', async () => {
    const token = door.mint();
    const etag = (await door.ask({ token })).headers.get('ETag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await door.ask({ token, headers: { 'If-None-Match': tag } });
      expect(again.status, tag).toBe(304);
      expect(again.text).toBe('');
      expect(again.headers.get('ETag')).toBe(etag);
      expect(again.headers.get('Cache-Control')).toMatch(/^private, max-age=/);
    }
    const other = await door.ask({ token, headers: { 'If-None-Match': '"other"' } });
    expect(other.status).toBe(200);
  });

  test('gives visitors and collaborators different ETags, and new ones when the data changes', async () => {
    const tag = async (subject: 'visitor' | 'user') =>
      (
        await door.ask({
          token: door.mint({ subject }),
          audience: subject === 'user' ? 'collaborator' : 'visitor',
        })
      ).headers.get('ETag');
    const visitor = await tag('visitor');
    expect(await tag('user')).not.toBe(visitor);
    door.world.instances.patch(1, { site: { siteDisplayName: 'Renamed' } });
    await door.invalidate(instanceIdOf(1));
    expect(await tag('visitor')).not.toBe(visitor);
  });

  test('reports a miss, a hit with its ttl and a stale entry with a negative ttl in Cache-Status', async () => {
    const token = door.mint();
    const status = async () => (await door.ask({ token })).headers.get('Cache-Status');
    expect(await status()).toBe('instance-identity; fwd=miss; stored');
    expect(await status()).toBe('instance-identity; hit; ttl=60');
    await door.advance(19_000);
    expect(await status()).toBe('instance-identity; hit; ttl=41');
    await door.advance(46_500);
    expect(await status()).toBe('instance-identity; hit; ttl=-6');
  });

  test('reports `collapsed` to requests that waited for another request’s call', async () => {
    door.world.faults.set('get_app_instance', { latencyMs: 200 });
    const token = door.mint();
    const answers = await Promise.all(Array.from({ length: 5 }, () => door.ask({ token })));
    const statuses = answers.map(({ headers }) => headers.get('Cache-Status')).sort();
    expect(statuses).toEqual([
      'instance-identity; fwd=miss; stored',
      ...Array.from({ length: 4 }, () => 'instance-identity; fwd=miss; stored; collapsed'),
    ]);
  });

  test('lets a browser cache an answer for its remaining freshness, 30 s at most', async () => {
    const token = door.mint();
    const control = async () => (await door.ask({ token })).headers.get('Cache-Control');
    expect(await control()).toBe('private, max-age=30');
    await door.advance(45_000);
    expect(await control()).toBe('private, max-age=15');
    await door.advance(45_000);
    expect(await control()).toBe('private, max-age=0');
  });

  test('reports the time of its steps, and of Wix if the request waited for it', async () => {
    const token = door.mint({ kind: 'opaque' });
    const timing = async () => (await door.ask({ token })).headers.get('Server-Timing');
    const trail = 'traceparent;desc="00-[0-9a-f]{32}-[0-9a-f]{16}-00"';
    const dur = String.raw`dur=\d+\.\d+`;
    expect(await timing()).toMatch(
      new RegExp(`^identify;${dur}, cache;${dur}, upstream;${dur}, ${trail}$`),
    );
    expect(await timing()).toMatch(new RegExp(`^identify;${dur}, cache;${dur}, ${trail}$`));
  });

  test('names a trace of its own in Server-Timing and in errors, whatever the caller sends', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const known = await door.ask({ token: door.mint(), headers });
    const timing = known.headers.get('Server-Timing');
    expect(timing).toMatch(/traceparent;desc="00-[0-9a-f]{32}-[0-9a-f]{16}-00"/);
    expect(timing).not.toContain(traceId);
    const refused = await door.ask({ headers });
    expect(refused.json.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(refused.json.traceId).not.toBe(traceId);
  });

  test('answers the preflight that a browser sends for fetchWithAuth', async () => {
    const { status, headers, text } = await preflight('authorization,x-wix-linguist');
    expect(status).toBe(204);
    expect(text).toBe('');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, OPTIONS');
    expect(headers.get('Access-Control-Allow-Headers')).toBe('authorization, x-wix-linguist');
    expect(headers.get('Access-Control-Max-Age')).toBe('86400');
    expect(door.calls()).toEqual([0, 0, 0]);
  });

  test.each([
    ['sentry-trace, baggage', 'authorization, sentry-trace, baggage'],
    [
      'Authorization,X-Datadog-Trace-Id,x-datadog-parent-id,newrelic,b3,traceparent',
      'authorization, x-datadog-trace-id, x-datadog-parent-id, newrelic, b3, traceparent',
    ],
    ['x-a,x-a,X-A', 'authorization, x-a'],
    ['x-bad name, x-good, x(bad), "x", , *', 'authorization, x-good, *'],
    [undefined, 'authorization'],
  ])('allows the headers that a monitoring script adds: %s', async (requested, allowed) => {
    const { headers } = await preflight(requested);
    expect(headers.get('Access-Control-Allow-Headers')).toBe(allowed);
  });

  test('allows the names behind one that is too long', async () => {
    const { headers } = await preflight(`${'a'.repeat(2_100)}, b3`);
    expect(headers.get('Access-Control-Allow-Headers')).toBe('authorization, b3');
  });

  test('repeats 2 KiB of requested header names at most', async () => {
    const names = Array.from({ length: 300 }, (_, n) => `x-header-number-${n}`);
    const { headers } = await preflight(names.join(','));
    const allowed = headers.get('Access-Control-Allow-Headers') ?? '';
    expect(allowed.length).toBeLessThanOrEqual(2_048);
    expect(allowed.split(', ').length).toBeGreaterThan(90);
  });

  test('allows every origin, exposes the headers that a script may read, and sets no cookie', async () => {
    const answers = [
      await door.ask({ token: door.mint() }),
      await door.ask(),
      await door.ask({ token: door.mint({ forged: true }) }),
    ];
    for (const { headers } of answers) {
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(headers.get('Access-Control-Expose-Headers')).toBe(
        'Cache-Status, ETag, Retry-After, Server-Timing',
      );
      expect(headers.get('Timing-Allow-Origin')).toBe('*');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Vary')).toBe('Authorization');
      expect(headers.get('Set-Cookie')).toBeNull();
      expect(headers.get('x-wix-bi-auth-token')).toBeNull();
    }
  });

  test('answers ?fields=instanceId with only the id, without an elevated call', async () => {
    const token = door.mint({ kind: 'opaque', instance: 3 });
    const { status, json, headers } = await door.ask({ token, query: '?fields=instanceId' });
    expect(status).toBe(200);
    expect(json).toEqual({ instanceId: instanceIdOf(3) });
    expect(headers.get('Cache-Status')).not.toMatch(/fwd/);
    expect(door.calls()).toEqual([1, 0, 0]);
    const etag = headers.get('ETag') ?? '';
    const again = await door.ask({
      token,
      query: '?fields=instanceId',
      headers: { 'If-None-Match': etag },
    });
    expect(again.status).toBe(304);
  });

  test('limits the caching of an id to the token’s validity', async () => {
    const token = door.mint({ expiresInSeconds: 12 });
    const { headers } = await door.ask({ token, query: '?fields=instanceId' });
    expect(headers.get('Cache-Control')).toBe('private, max-age=12');
  });

  test.each(['?fields=', '?fields=site', '?instanceId=x&a=b', '?%', '?fields=instanceId%00'])(
    'ignores any other query: %s',
    async (query) => {
      const { status, json } = await door.ask({ token: door.mint(), query });
      expect(status).toBe(200);
      expect(json.instance.appName).toBe('Instance Identity');
    },
  );
});
