import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeOn } from '../compose.ts';
import { readConfig } from '../config.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { createFakeUpstream, FAKE, never } from '../test-support/fake-upstream.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  INSTANCE_ID,
  signInstance,
  signText,
} from '../test-support/sign-instance.ts';
import type { GetInstanceRequest } from './get-instance.ts';
import type { Reply } from './reply.ts';
import type { SubjectType, Upstream, UpstreamFailure } from '../resilience/failure.ts';

const OPAQUE = FAKE.visitorToken;
const SIGNED = signInstance();

function setUp(answers: Partial<Upstream> = {}, env: Record<string, string> = {}) {
  const clock = createFakeClock();
  const upstream = createFakeUpstream(answers);
  const variables: Record<string, string> = {
    WIX_CLIENT_ID: CLIENT_ID,
    WIX_CLIENT_SECRET: CLIENT_SECRET,
    // A bounded store takes its room when it is made, and the properties make many.
    INSTANCE_CACHE_MAX_ENTRIES: '1000',
    TOKEN_CACHE_MAX_ENTRIES: '1000',
    ...env,
  };
  const kept: Promise<unknown>[] = [];
  const app = composeOn(
    upstream,
    readConfig((name) => variables[name]),
    { clock, random: () => 0.5, keepAlive: (work) => kept.push(work) },
  );
  return {
    clock,
    upstream,
    instances: app.instances,
    kept,
    /** As it comes: a promise only where something had to be waited for. */
    ask: (request: Partial<GetInstanceRequest> = {}) => app.handle(requestOf(request)),
  };
}

function requestOf(request: Partial<GetInstanceRequest>): GetInstanceRequest {
  return {
    method: 'GET',
    query: '',
    authorization: SIGNED,
    ifNoneMatch: undefined,
    traceparent: undefined,
    accessControlRequestHeaders: undefined,
    ...request,
  };
}

function header({ headers }: Reply, name: string): string | undefined {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

const jsonOf = ({ body }: Reply) => JSON.parse(body ?? '');

function atOnce(reply: Reply | Promise<Reply>): Reply {
  if (reply instanceof Promise) expect.unreachable('a promise, where the answer was known');
  return reply;
}

describe('a request', () => {
  it('without a token is refused at once, without a call', () => {
    const { ask, upstream } = setUp();
    const reply = atOnce(ask({ authorization: undefined }));
    expect(reply.status).toBe(401);
    expect(jsonOf(reply).code).toBe('missing_token');
    expect(upstream.calls).toEqual([]);
  });

  it.each(['', 'Bearer', 'a b', 'x'.repeat(8193)])(
    'with a malformed token is refused at once, without a call: %o',
    (authorization) => {
      const { ask, upstream } = setUp();
      const reply = atOnce(ask({ authorization }));
      expect(reply.status).toBe(401);
      expect(jsonOf(reply).code).toBe('malformed_token');
      expect(upstream.calls).toEqual([]);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'get', ''])(
    'of method %o is not allowed, whatever its token',
    (method) => {
      const { ask, upstream } = setUp();
      const reply = atOnce(ask({ method }));
      expect(reply.status).toBe(405);
      expect(header(reply, 'allow')).toBe('GET, HEAD, OPTIONS');
      expect(upstream.calls).toEqual([]);
    },
  );

  it('of method OPTIONS is a preflight, and needs no token', () => {
    const { ask, upstream } = setUp();
    expect(atOnce(ask({ method: 'OPTIONS', authorization: undefined })).status).toBe(204);
    expect(upstream.calls).toEqual([]);
  });

  it('with a proven token loads the instance once, and is then answered at once', async () => {
    const { ask, upstream } = setUp();
    const first = await ask();
    expect(jsonOf(first)).toEqual({
      instanceId: INSTANCE_ID,
      instance: { appName: 'Clock', isFree: true },
      site: { siteId: 'site-1', url: 'https://example.com' },
    });
    expect(header(first, 'cache-status')).toBe('instance-identity; fwd=miss; stored');
    expect(header(first, 'server-timing')).toContain('upstream;dur=');

    const second = atOnce(ask());
    expect(second.body).toEqual(first.body);
    expect(header(second, 'cache-status')).toBe('instance-identity; hit; ttl=60');
    expect(header(second, 'server-timing')).not.toContain('upstream;dur=');
    expect(upstream.calls.map(({ name }) => name)).toEqual(['appToken', 'getAppInstance']);
  });

  it('with a token that Wix knows is answered at once when it comes again', async () => {
    const { ask, upstream } = setUp();
    await ask({ authorization: OPAQUE });
    expect(atOnce(ask({ authorization: `bearer ${OPAQUE}` })).status).toBe(200);
    expect(upstream.count('tokenInfo')).toBe(1);
  });

  it('of many at once for one instance makes one load, under whatever token', async () => {
    const { ask, upstream } = setUp();
    const tokens = Array.from({ length: 1000 }, (_, i) => signInstance({ uid: `visitor-${i}` }));
    const replies = await Promise.all(tokens.map(async (authorization) => ask({ authorization })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(upstream.calls.map(({ name }) => name)).toEqual(['appToken', 'getAppInstance']);
    expect(header(replies[999] as Reply, 'cache-status')).toBe(
      'instance-identity; fwd=miss; stored; collapsed',
    );
  });

  it('of a collaborator sees more, of the same entry', async () => {
    const { ask, upstream } = setUp({
      getAppInstance: (instanceId) =>
        Promise.resolve({
          kind: 'answered',
          value: { instance: { instanceId, permissions: ['A'] }, site: {} },
        }),
    });
    const visitor = await ask();
    const owner = atOnce(ask({ authorization: signInstance({ permissions: 'OWNER' }) }));
    expect(jsonOf(visitor).instance).toEqual({});
    expect(jsonOf(owner).instance).toEqual({ permissions: ['A'] });
    expect(header(owner, 'etag')).not.toBe(header(visitor, 'etag'));
    expect(upstream.count('getAppInstance')).toBe(1);
  });

  it('names the trace that its caller is in', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { ask } = setUp();
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const reply = atOnce(ask({ authorization: undefined, traceparent }));
    expect(jsonOf(reply).traceId).toBe(traceId);
    expect(header(reply, 'server-timing')).toMatch(`traceparent;desc="00-${traceId}-`);
  });

  it('that leaves does not fail the others who wait', async () => {
    const held = Promise.withResolvers<Awaited<ReturnType<Upstream['getAppInstance']>>>();
    const { ask, kept } = setUp({ getAppInstance: () => held.promise });
    // Whoever made the call is gone: nobody looks at its promise any more.
    void ask();
    const other = ask();
    await settle();
    expect(kept).toHaveLength(1);
    const value = { instance: { instanceId: INSTANCE_ID, appName: 'Clock' }, site: {} };
    held.resolve({ kind: 'answered', value });
    expect((await other).status).toBe(200);
  });
});

describe('?fields=instanceId', () => {
  it('is answered from the token alone, and never loads', async () => {
    const { ask, upstream } = setUp();
    const proven = atOnce(ask({ query: 'fields=instanceId' }));
    expect(jsonOf(proven)).toEqual({ instanceId: INSTANCE_ID });
    const opaque = await ask({ query: 'a=b&fields=instanceId', authorization: OPAQUE });
    expect(jsonOf(opaque)).toEqual({ instanceId: INSTANCE_ID });
    expect(upstream.calls.map(({ name }) => name)).toEqual(['tokenInfo']);
  });

  it('lets a browser keep the answer no longer than the token is good', () => {
    const { ask } = setUp();
    const expirationDate = '2026-11-23T12:00:07.900Z';
    const reply = ask({
      query: 'fields=instanceId',
      authorization: signInstance({ expirationDate }),
    });
    expect(header(atOnce(reply), 'cache-control')).toBe('private, max-age=7');
  });

  it('is refused with the same words as any other request', () => {
    const { ask } = setUp();
    const reply = atOnce(ask({ query: 'fields=instanceId', authorization: undefined }));
    expect(jsonOf(reply).code).toBe('missing_token');
  });

  it.each(['fields=', 'fields=instance', 'fields=instanceId,site', 'field=instanceId', '%', 'x'])(
    'is meant by no other query: %o',
    async (query) => {
      const { ask } = setUp();
      expect(jsonOf(await ask({ query }))).toHaveProperty('site');
    },
  );
});

describe('what Wix says no to', () => {
  const tokenInfo = (value: object): Partial<Upstream> => ({
    tokenInfo: () => Promise.resolve({ kind: 'answered', value } as never),
  });
  const active = { active: true, subjectType: 'VISITOR', clientId: CLIENT_ID };

  it.each([
    [401, 'inactive_token', { active: false }],
    [403, 'wrong_app', { ...active, clientId: 'another', instanceId: INSTANCE_ID }],
    [403, 'no_instance', active],
  ])('answers %d %s, and from memory the next time', async (status, code, info) => {
    const { ask, upstream } = setUp(tokenInfo(info));
    const first = await ask({ authorization: OPAQUE });
    expect(first.status).toBe(status);
    expect(jsonOf(first).code).toBe(code);
    expect(header(first, 'cache-status')).toBeUndefined();

    const second = atOnce(ask({ authorization: OPAQUE }));
    expect(second.status).toBe(status);
    expect(header(second, 'cache-status')).toBe('instance-identity; hit; detail=negative');
    expect(upstream.calls.map(({ name }) => name)).toEqual(['tokenInfo']);
  });

  it('is 404 for an instance that it does not know, and from memory the next time', async () => {
    const { ask, upstream } = setUp({
      getAppInstance: () => Promise.resolve({ kind: 'not_found' }),
    });
    const first = await ask();
    expect(first.status).toBe(404);
    expect(header(first, 'cache-status')).toBe(
      'instance-identity; fwd=miss; fwd-status=404; stored',
    );
    const second = atOnce(ask());
    expect(second.status).toBe(404);
    expect(header(second, 'cache-status')).toBe('instance-identity; hit; detail=negative');
    expect(upstream.count('getAppInstance')).toBe(1);
  });
});

describe('an outage of Wix', () => {
  const outages: [number, string, string | undefined, UpstreamFailure][] = [
    [
      429,
      'upstream_rate_limited',
      '20',
      { kind: 'rate_limited', retryAfterSeconds: 20, asked: true },
    ],
    [502, 'upstream_error', undefined, { kind: 'error', reason: 'network' }],
    [502, 'upstream_error', undefined, { kind: 'error', reason: 'status', status: 401 }],
    [
      503,
      'upstream_unavailable',
      '5',
      { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
    ],
    [504, 'upstream_timeout', undefined, { kind: 'timeout' }],
  ];
  const failing = (failure: UpstreamFailure) => () =>
    Promise.resolve({ kind: 'failed', failure } as const);

  it.each(outages)(
    'while it is asked about a token: %d %s',
    async (status, code, wait, failure) => {
      const { ask } = setUp({ tokenInfo: failing(failure) });
      const reply = await ask({ authorization: OPAQUE });
      expect(reply.status).toBe(status);
      expect(jsonOf(reply).code).toBe(code);
      expect(header(reply, 'retry-after')).toBe(wait);
      expect(header(reply, 'www-authenticate')).toBeUndefined();
    },
  );

  it.each(outages)('while an instance is loaded: %d %s', async (status, code, wait, failure) => {
    const { ask } = setUp({ getAppInstance: failing(failure) });
    const reply = await ask();
    expect(reply.status).toBe(status);
    expect(jsonOf(reply).code).toBe(code);
    expect(header(reply, 'retry-after')).toBe(wait);
    expect(header(reply, 'cache-status')).toBe(
      failure.kind === 'unavailable'
        ? 'instance-identity; detail=not-asked'
        : 'instance-identity; fwd=miss',
    );
  });

  it('is not seen by who has a proven token and a cached instance', async () => {
    const { ask, clock, upstream } = setUp();
    await ask();
    const outage = failing({ kind: 'error', reason: 'network' });
    upstream.answer({ tokenInfo: outage, appToken: outage, getAppInstance: outage });
    await clock.advance(3_500_000);
    const reply = await ask();
    expect(reply.status).toBe(200);
    expect(header(reply, 'cache-status')).toBe('instance-identity; fwd=stale; fwd-status=503');
    expect(header(reply, 'cache-control')).toBe('private, max-age=0');
  });

  it('in which nothing ever answers ends in 504, for the token and for the instance', async () => {
    const { ask, clock, upstream } = setUp({ tokenInfo: never, getAppInstance: never });
    const replies: number[] = [];
    for (const authorization of [OPAQUE, SIGNED]) {
      void Promise.resolve(ask({ authorization })).then(({ status }) => replies.push(status));
    }
    await clock.advance(6_000);
    expect(replies).toEqual([504, 504]);
    expect(upstream.count('getAppInstance')).toBe(1);
  });

  it('by throttling ourselves is a 429 that names the wait, and makes no call', async () => {
    const { ask, upstream, instances } = setUp({}, { UPSTREAM_CALLS_PER_MINUTE: '1' });
    await ask();
    instances.invalidate(INSTANCE_ID);
    const reply = await ask();
    expect(reply.status).toBe(429);
    expect(header(reply, 'retry-after')).toBe('60');
    expect(header(reply, 'cache-status')).toBe('instance-identity; detail=not-asked');
    expect(upstream.count('getAppInstance')).toBe(1);
  });
});

describe('when Wix can be asked about no more tokens', () => {
  const forged = (instanceId: string, n: number) =>
    signText(JSON.stringify({ appDefId: CLIENT_ID, instanceId, n }), 'the secret of a forger');

  /** One is asked about and four wait, each claiming an instance of its own that is not in use. */
  async function setUpFlood() {
    const door = setUp({ tokenInfo: () => never() }, { TOKEN_INFO_MAX_CONCURRENCY: '1' });
    await door.ask();
    const flood = Array.from({ length: 5 }, (_, n) =>
      Promise.resolve(door.ask({ authorization: forged(`unused-${n}`, n) })),
    );
    await settle();
    return { ...door, flood };
  }

  it('turns away one that claims an instance not in use, as all before it', async () => {
    const { ask } = await setUpFlood();
    const reply = await ask({ authorization: forged('unused', 6) });
    expect(reply.status).toBe(503);
    expect(header(reply, 'retry-after')).toBe('1');
  });

  it('turns away the newest of those for one that claims an instance in use', async () => {
    const { ask, flood } = await setUpFlood();
    void ask({ authorization: forged(INSTANCE_ID, 6) });
    expect((await flood[4])?.status).toBe(503);
  });

  it('believes no claim for it: the answer is what Wix says', async () => {
    const { ask } = setUp();
    expect((await ask()).status).toBe(200);
    expect((await ask({ authorization: forged(INSTANCE_ID, 1) })).status).toBe(401);
  });
});

describe('whatever is asked, and whatever Wix answers', () => {
  const text = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
  const methods = fc.oneof(fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST'), fc.string());
  const requests: fc.Arbitrary<GetInstanceRequest> = fc.record({
    method: methods,
    query: fc.oneof(fc.constantFrom('', 'fields=instanceId'), fc.string({ unit: 'binary' })),
    authorization: fc.oneof(
      text,
      fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/),
      fc.dictionary(fc.string(), fc.jsonValue()).map((payload) => signInstance(payload)),
      fc.constantFrom(SIGNED, OPAQUE, `Bearer ${SIGNED}`),
    ),
    ifNoneMatch: fc.oneof(text, fc.constant('*')),
    traceparent: text,
    accessControlRequestHeaders: text,
  });

  const STATUSES = [200, 204, 304, 401, 403, 404, 405];

  it('a request alone never throws, and never is a 5xx while Wix is well', async () => {
    const { ask } = setUp();
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const reply = await ask(request);
        expect(STATUSES).toContain(reply.status);
        expect(reply.headers.length % 2).toBe(0);
        for (const value of reply.headers) expect(value).toMatch(/^[\x20-\x7e]+$/);
      }),
      { numRuns: 500 },
    );
  });

  const failure: fc.Arbitrary<UpstreamFailure> = fc.oneof(
    fc.record({
      kind: fc.constant('rate_limited' as const),
      retryAfterSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      asked: fc.boolean(),
    }),
    fc.constant({ kind: 'timeout' } as const),
    fc.record({
      kind: fc.constant('unavailable' as const),
      reason: fc.constantFrom('circuit_open' as const, 'queue_full' as const),
      retryAfterSeconds: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      kind: fc.constant('error' as const),
      reason: fc.constantFrom('network' as const, 'status' as const, 'not_json' as const),
      status: fc.integer({ min: 100, max: 599 }),
    }),
  );
  const failed = fc.record({ kind: fc.constant('failed' as const), failure });
  const fields = fc.dictionary(
    fc.constantFrom('instanceId', 'siteId', 'appName', 'billing', 'permissions', 'url', 'x'),
    fc.oneof(fc.constant(INSTANCE_ID), fc.jsonValue()),
  );
  const optionalText = fc.option(fc.string(), { nil: undefined });
  const answered = <T>(value: fc.Arbitrary<T>) =>
    fc.record({ kind: fc.constant('answered' as const), value });
  const tokenInfos = answered(
    fc.oneof(
      fc.constant({ active: false } as const),
      fc.record({
        active: fc.constant(true as const),
        subjectType: fc.constantFrom<SubjectType>('APP', 'USER', 'MEMBER', 'VISITOR', 'UNKNOWN'),
        clientId: fc.oneof(fc.constant(CLIENT_ID), optionalText),
        instanceId: fc.oneof(fc.constant(INSTANCE_ID), optionalText),
        siteId: optionalText,
        expiresAtMs: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
      }),
    ),
  );
  const notFound = fc.constant({ kind: 'not_found' } as const);
  const unauthorized = fc.constant({ kind: 'unauthorized' } as const);
  const wixes = fc.record({
    tokenInfo: fc.oneof(tokenInfos, failed),
    appToken: fc.oneof(
      answered(fc.record({ token: fc.string(), lifetimeMs: fc.double() })),
      notFound,
      failed,
    ),
    getAppInstance: fc.oneof(
      answered(fc.record({ instance: fields, site: fields })),
      notFound,
      unauthorized,
      failed,
    ),
  });

  it('nothing is thrown, and a 5xx comes only from a failure of Wix', async () => {
    await fc.assert(
      fc.asyncProperty(
        wixes,
        fc.array(requests, { minLength: 1, maxLength: 5 }),
        async (wix, asked) => {
          const { ask, clock, upstream } = setUp({
            tokenInfo: () => Promise.resolve(wix.tokenInfo),
            appToken: () => Promise.resolve(wix.appToken),
            getAppInstance: () => Promise.resolve(wix.getAppInstance),
          });
          for (const request of asked) {
            const reply = await ask(request);
            if (reply.status >= 500) expect(upstream.calls.length).toBeGreaterThan(0);
            if (reply.status >= 400) expect(header(reply, 'cache-control')).toBe('no-store');
            if (reply.status === 401) expect(header(reply, 'www-authenticate')).toBe('Bearer');
            for (const value of reply.headers) expect(value).toMatch(/^[\x20-\x7e]+$/);
            const token = (request.authorization ?? '').replace(/^bearer +/i, '');
            if (reply.status >= 400 && token.length > 20)
              expect(reply.body ?? '').not.toContain(token);
            await clock.advance(30_000);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
