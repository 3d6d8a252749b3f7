import { describe, expect, test } from 'vitest';
import type { VerifiedClaims } from '../identity/identity.ts';
import type { Introspection } from '../identity/token-source.ts';
import { EMPTY_AUTHORIZATIONS, MALFORMED_AUTHORIZATIONS } from '../test-support/bad-tokens.ts';
import { composeEndpoint, headerOf, jsonOf } from '../test-support/compose-endpoint.ts';
import { settle } from '../test-support/fake-clock.ts';
import { FAKE } from '../test-support/fake-wix.ts';
import { APP_ID, INSTANCE_ID, signInstance } from '../test-support/sign-instance.ts';
import type { WixCalls } from '../wix/wix-calls.ts';
import type { Reply } from './reply.ts';

function atOnce(reply: Reply | Promise<Reply>): Reply {
  if (reply instanceof Promise) expect.unreachable('a promise, although nothing had to be awaited');
  return reply;
}

describe('a request', () => {
  test('without a token is refused at once and causes no call', () => {
    const { send, wix } = composeEndpoint();
    const reply = atOnce(send({ authorization: undefined }));
    expect(reply.status).toBe(401);
    expect(jsonOf(reply).code).toBe('missing_token');
    expect(wix.calls).toEqual([]);
  });

  test.each([...EMPTY_AUTHORIZATIONS, ...MALFORMED_AUTHORIZATIONS, 'x'.repeat(8193)])(
    'with the malformed token %o is refused at once and causes no call',
    (authorization) => {
      const { send, wix } = composeEndpoint();
      const reply = atOnce(send({ authorization }));
      expect(reply.status).toBe(401);
      expect(jsonOf(reply).code).toBe('malformed_token');
      expect(wix.calls).toEqual([]);
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'get', ''])(
    'with the method %o is refused, whatever its token',
    (method) => {
      const { send, wix } = composeEndpoint();
      const reply = atOnce(send({ method }));
      expect(reply.status).toBe(405);
      expect(headerOf(reply, 'allow')).toBe('GET, HEAD, OPTIONS');
      expect(wix.calls).toEqual([]);
    },
  );

  test('with the method OPTIONS is a preflight and needs no token', () => {
    const { send, wix } = composeEndpoint();
    expect(atOnce(send({ method: 'OPTIONS', authorization: undefined })).status).toBe(204);
    expect(wix.calls).toEqual([]);
  });

  test('with a proven token loads the instance once, and the next one is answered at once', async () => {
    const { send, wix } = composeEndpoint();
    const first = await send();
    expect(jsonOf(first)).toEqual({
      instanceId: INSTANCE_ID,
      instance: { appName: 'Clock', isFree: true },
      site: { siteId: 'site-1', url: 'https://example.com' },
    });
    expect(headerOf(first, 'cache-status')).toBe('instance-identity; fwd=miss; stored');
    expect(headerOf(first, 'server-timing')).toContain('upstream;dur=');

    const second = atOnce(send());
    expect(second.body).toEqual(first.body);
    expect(headerOf(second, 'cache-status')).toBe('instance-identity; hit; ttl=60');
    expect(headerOf(second, 'server-timing')).not.toContain('upstream;dur=');
    expect(wix.calls.map(({ name }) => name)).toEqual(['appToken', 'getAppInstance']);
  });

  test('with a token that Wix has accepted is answered at once the next time', async () => {
    const { send, wix } = composeEndpoint();
    await send({ authorization: FAKE.visitorToken });
    expect(atOnce(send({ authorization: `bearer ${FAKE.visitorToken}` })).status).toBe(200);
    expect(wix.count('tokenInfo')).toBe(1);
  });

  test('among a thousand for one instance joins one load, whatever its token', async () => {
    const { send, wix } = composeEndpoint();
    const tokens = Array.from({ length: 1000 }, (_, i) => signInstance({ uid: `visitor-${i}` }));
    const replies = await Promise.all(tokens.map(async (authorization) => send({ authorization })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(wix.calls.map(({ name }) => name)).toEqual(['appToken', 'getAppInstance']);
    expect(headerOf(replies[999] as Reply, 'cache-status')).toBe(
      'instance-identity; fwd=miss; stored; collapsed',
    );
  });

  test('of a collaborator shows more of the same entry', async () => {
    const { send, wix } = composeEndpoint({
      answers: {
        getAppInstance: () => {
          const instance = { instanceId: INSTANCE_ID, permissions: ['A'] };
          return Promise.resolve({ kind: 'answered', value: { instance, site: {} } });
        },
      },
    });
    const visitor = await send();
    const owner = atOnce(send({ authorization: signInstance({ permissions: 'OWNER' }) }));
    expect(jsonOf(visitor).instance).toEqual({});
    expect(jsonOf(owner).instance).toEqual({ permissions: ['A'] });
    expect(headerOf(owner, 'etag')).not.toBe(headerOf(visitor, 'etag'));
    expect(wix.count('getAppInstance')).toBe(1);
  });

  test('is answered with a trace id of its own, whatever its caller sends', () => {
    const callersId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { send } = composeEndpoint();
    const traceparent = `00-${callersId}-00f067aa0ba902b7-01`;
    const reply = atOnce(send({ authorization: undefined, traceparent, headers: { traceparent } }));
    const { traceId } = jsonOf(reply);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId).not.toBe(callersId);
    expect(headerOf(reply, 'server-timing')).toMatch(`traceparent;desc="00-${traceId}-`);
  });

  test('that is aborted fails no other request that waits', async () => {
    const held = Promise.withResolvers<Awaited<ReturnType<WixCalls['getAppInstance']>>>();
    const { send, kept } = composeEndpoint({ answers: { getAppInstance: () => held.promise } });
    // The request that started the load is gone, and so is the reader of this promise.
    void send();
    const other = send();
    await settle();
    expect(kept).toHaveLength(1);
    const value = { instance: { instanceId: INSTANCE_ID, appName: 'Clock' }, site: {} };
    held.resolve({ kind: 'answered', value });
    expect((await other).status).toBe(200);
  });
});

describe('the time for which a browser may cache an answer', () => {
  const maxAgeOf = (reply: Reply) => headerOf(reply, 'cache-control');
  const expiringAt = (time: string) =>
    signInstance({ expirationDate: `2026-11-23T12:00:${time}Z` });
  const active = (expiresAtMs: number | undefined): Introspection => ({
    kind: 'active',
    claims: {
      subjectType: 'VISITOR',
      appId: APP_ID,
      instanceId: INSTANCE_ID,
      siteId: undefined,
      expiresAtMs,
    },
  });

  test.each([
    ['07.900', 7],
    ['05.000', 5],
    ['00.999', 0],
    ['59.000', 30],
  ])('is what is left of the token that expires at 12:00:%s', async (time, seconds) => {
    const { send } = composeEndpoint();
    const authorization = expiringAt(time);
    for (const cacheStatus of ['fwd=miss; stored', 'hit; ttl=60']) {
      const reply = await send({ authorization });
      expect(headerOf(reply, 'cache-status')).toBe(`instance-identity; ${cacheStatus}`);
      expect(maxAgeOf(reply)).toBe(`private, max-age=${seconds}`);
    }
  });

  test('shrinks with the validity of the token', async () => {
    const { send, clock } = composeEndpoint();
    const authorization = expiringAt('09.500');
    await send({ authorization });
    await clock.advance(4_000);
    expect(maxAgeOf(await send({ authorization }))).toBe('private, max-age=5');
  });

  test('is what is left of the freshness, where that is less', async () => {
    const { send, clock } = composeEndpoint();
    await send();
    await clock.advance(58_000);
    const reply = await send({ authorization: signInstance({ uid: 'another' }) });
    expect(maxAgeOf(reply)).toBe('private, max-age=2');
  });

  test('does not include the wait for Wix', async () => {
    const { send, clock, wix } = composeEndpoint();
    const held = Promise.withResolvers<Awaited<ReturnType<WixCalls['getAppInstance']>>>();
    wix.answer({ getAppInstance: () => held.promise });
    const waiting = send({ authorization: expiringAt('09.500') });
    await clock.advance(3_000);
    const value = { instance: { instanceId: INSTANCE_ID }, site: {} };
    held.resolve({ kind: 'answered', value });
    expect(maxAgeOf(await waiting)).toBe('private, max-age=6');
  });

  test('is what is left of an opaque token, by what Wix says of it', async () => {
    const { send, clock, wix } = composeEndpoint();
    wix.answer({ tokenInfo: () => Promise.resolve(active(clock.epochMs() + 12_000)) });
    expect(maxAgeOf(await send({ authorization: 'opaque' }))).toBe('private, max-age=12');
    await clock.advance(2_000);
    expect(maxAgeOf(await send({ authorization: 'opaque' }))).toBe('private, max-age=10');
  });

  test('is 0 for a token that Wix calls active although it has expired by our clock', async () => {
    const { send, clock, wix } = composeEndpoint();
    await send();
    // The token expires in 20 s, and our clock is 30 s ahead.
    clock.jump(30_000);
    wix.answer({ tokenInfo: () => Promise.resolve(active(clock.epochMs() - 10_000)) });
    for (const calls of [1, 2]) {
      const reply = await send({ authorization: 'opaque' });
      expect(reply.status).toBe(200);
      expect(maxAgeOf(reply)).toBe('private, max-age=0');
      expect(wix.count('tokenInfo')).toBe(calls);
    }
  });
});

test('an id in upper case is the same instance and the same app', async () => {
  const { send, wix } = composeEndpoint({ environment: { WIX_CLIENT_ID: APP_ID.toUpperCase() } });
  const upper = signInstance({
    appDefId: APP_ID.toUpperCase(),
    instanceId: INSTANCE_ID.toUpperCase(),
  });
  expect(jsonOf(await send({ authorization: upper })).instanceId).toBe(INSTANCE_ID);
  expect(atOnce(send()).status).toBe(200);
  expect(wix.count('getAppInstance')).toBe(1);
});

describe('?fields=instanceId', () => {
  test('is answered from the token alone and never loads', async () => {
    const { send, wix } = composeEndpoint();
    const proven = atOnce(send({ query: 'fields=instanceId' }));
    expect(jsonOf(proven)).toEqual({ instanceId: INSTANCE_ID });
    const opaque = await send({ query: 'a=b&fields=instanceId', authorization: FAKE.visitorToken });
    expect(jsonOf(opaque)).toEqual({ instanceId: INSTANCE_ID });
    expect(wix.calls.map(({ name }) => name)).toEqual(['tokenInfo']);
  });

  test('lets a browser cache the answer no longer than the token is valid', () => {
    const { send } = composeEndpoint();
    const expirationDate = '2026-11-23T12:00:07.900Z';
    const reply = send({
      query: 'fields=instanceId',
      authorization: signInstance({ expirationDate }),
    });
    expect(headerOf(atOnce(reply), 'cache-control')).toBe('private, max-age=7');
  });

  test('is refused like any other request', () => {
    const { send } = composeEndpoint();
    const reply = atOnce(send({ query: 'fields=instanceId', authorization: undefined }));
    expect(jsonOf(reply).code).toBe('missing_token');
  });

  test.each(['fields=', 'fields=instance', 'fields=instanceId,site', 'field=instanceId', '%', 'x'])(
    'is the only query with that effect, unlike %o',
    async (query) => {
      const { send } = composeEndpoint();
      expect(jsonOf(await send({ query }))).toHaveProperty('site');
    },
  );
});

describe('a denial by Wix', () => {
  const active = (changes: Partial<VerifiedClaims>): Introspection => ({
    kind: 'active',
    claims: {
      subjectType: 'VISITOR',
      appId: APP_ID,
      instanceId: INSTANCE_ID,
      siteId: undefined,
      expiresAtMs: undefined,
      ...changes,
    },
  });

  test.each<[number, string, Introspection]>([
    [401, 'inactive_token', { kind: 'inactive' }],
    [403, 'wrong_app', active({ appId: 'another' })],
    [403, 'no_instance', active({ instanceId: undefined })],
  ])('of a token is %d %s, from the cache the next time', async (status, code, introspection) => {
    const { send, wix } = composeEndpoint({
      answers: { tokenInfo: () => Promise.resolve(introspection) },
    });
    const first = await send({ authorization: FAKE.visitorToken });
    expect(first.status).toBe(status);
    expect(jsonOf(first).code).toBe(code);
    expect(headerOf(first, 'cache-status')).toBeUndefined();

    const second = atOnce(send({ authorization: FAKE.visitorToken }));
    expect(second.status).toBe(status);
    expect(headerOf(second, 'cache-status')).toBe('instance-identity; hit; detail=negative');
    expect(wix.calls.map(({ name }) => name)).toEqual(['tokenInfo']);
  });

  test('of an unknown instance is 404, from the cache the next time', async () => {
    const { send, wix } = composeEndpoint({
      answers: { getAppInstance: () => Promise.resolve({ kind: 'not_found' }) },
    });
    const first = await send();
    expect(first.status).toBe(404);
    expect(headerOf(first, 'cache-status')).toBe(
      'instance-identity; fwd=miss; fwd-status=404; stored',
    );
    const second = atOnce(send());
    expect(second.status).toBe(404);
    expect(headerOf(second, 'cache-status')).toBe('instance-identity; hit; detail=negative');
    expect(wix.count('getAppInstance')).toBe(1);
  });
});
