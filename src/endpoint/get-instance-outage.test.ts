import { describe, expect, test } from 'vitest';
import { type UpstreamFailure, wasCalled } from '../resilience/failure.ts';
import { composeEndpoint, headerOf, jsonOf } from '../test-support/compose-endpoint.ts';
import { settle } from '../test-support/fake-clock.ts';
import { createFakeWix, FAKE, never } from '../test-support/fake-wix.ts';
import { APP_ID, INSTANCE_ID, signInstance, signText } from '../test-support/sign-instance.ts';

describe('an outage of Wix', () => {
  const outages: [number, string, string | undefined, UpstreamFailure][] = [
    [
      429,
      'upstream_rate_limited',
      '20',
      { kind: 'rate_limited', retryAfterSeconds: 20, called: true },
    ],
    [502, 'upstream_error', undefined, { kind: 'error', reason: 'network' }],
    [502, 'upstream_error', undefined, { kind: 'error', reason: 'status', status: 401 }],
    [
      503,
      'upstream_unavailable',
      '5',
      { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
    ],
    [
      503,
      'upstream_unavailable',
      '12',
      { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 12 },
    ],
    [504, 'upstream_timeout', undefined, { kind: 'timeout' }],
  ];
  const failing = (failure: UpstreamFailure) => () =>
    Promise.resolve({ kind: 'failed', failure } as const);

  test.each(outages)(
    'while a token is introspected is %d %s',
    async (status, code, wait, failure) => {
      const { send } = composeEndpoint({ answers: { tokenInfo: failing(failure) } });
      const reply = await send({ authorization: FAKE.visitorToken });
      expect(reply.status).toBe(status);
      expect(jsonOf(reply).code).toBe(code);
      expect(headerOf(reply, 'retry-after')).toBe(wait);
      expect(headerOf(reply, 'www-authenticate')).toBeUndefined();
    },
  );

  test.each(outages)(
    'while an instance is loaded is %d %s',
    async (status, code, wait, failure) => {
      const { send } = composeEndpoint({ answers: { getAppInstance: failing(failure) } });
      const reply = await send();
      expect(reply.status).toBe(status);
      expect(jsonOf(reply).code).toBe(code);
      expect(headerOf(reply, 'retry-after')).toBe(wait);
      expect(headerOf(reply, 'cache-status')).toBe(
        wasCalled(failure) ? 'instance-identity; fwd=miss' : 'instance-identity; detail=not-asked',
      );
    },
  );

  test('states in its detail what could not be had: the verdict or the instance', async () => {
    const down = failing({ kind: 'error', reason: 'network' });
    const { send, wix } = composeEndpoint({ answers: { tokenInfo: down } });
    await send();
    // The instance is cached, so "nothing is cached" would be false.
    const unverified = jsonOf(await send({ authorization: FAKE.visitorToken }));
    expect(unverified.detail).toBe(
      'Wix gave no usable answer. This access token could not be verified. Try again later.',
    );
    wix.answer({ getAppInstance: down });
    const other = signInstance({ instanceId: 'aaaaaaaa-0000-4000-8000-000000000001' });
    expect(jsonOf(await send({ authorization: other })).detail).toBe(
      'Wix gave no usable answer. Nothing is cached for this app instance. Try again later.',
    );
  });

  test('with a Retry-After reaches visitors, and Wix is not called before it ends', async () => {
    const later = { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 12 } as const;
    const { send, clock, wix } = composeEndpoint({ answers: { getAppInstance: failing(later) } });
    await send();
    await clock.advance(3_500);
    const reply = await send();
    expect(reply.status).toBe(503);
    expect(headerOf(reply, 'retry-after')).toBe('9');
    expect(headerOf(reply, 'cache-status')).toBe('instance-identity; detail=not-asked');
    expect(wix.count('getAppInstance')).toBe(1);
    await clock.advance(8_500);
    await send();
    expect(wix.count('getAppInstance')).toBe(2);
  });

  test('with throttling of token-info costs one call, whoever comes, until a probe', async () => {
    const throttled = { kind: 'rate_limited', retryAfterSeconds: 30, called: true } as const;
    const { send, clock, wix } = composeEndpoint({ answers: { tokenInfo: failing(throttled) } });
    await send({ authorization: `${FAKE.visitorToken}.first` });
    await clock.advance(10_000);
    for (let n = 0; n < 200; n += 1) {
      const reply = await send({ authorization: `${FAKE.visitorToken}.${n}` });
      expect(reply.status).toBe(429);
      expect(headerOf(reply, 'retry-after')).toBe('20');
    }
    expect(wix.count('tokenInfo')).toBe(1);

    wix.answer(createFakeWix());
    await clock.advance(20_000);
    for (let n = 0; n < 200; n += 1) {
      expect((await send({ authorization: `${FAKE.visitorToken}.${n}` })).status).toBe(200);
    }
  });

  test('does not outlast the last yes of Wix by more than TOKEN_STALE_IF_ERROR_SECONDS', async () => {
    const { send, clock, wix } = composeEndpoint({
      environment: { TOKEN_STALE_IF_ERROR_SECONDS: '600' },
    });
    const authorization = FAKE.visitorToken;
    await send({ authorization });
    const down = failing({ kind: 'error', reason: 'status', status: 503 });
    wix.answer({ tokenInfo: down, appToken: down, getAppInstance: down });
    await clock.advance(25_000);
    for (let waitedMs = 25_000; waitedMs < 630_000; waitedMs += 5_000) {
      expect((await send({ authorization })).status).toBe(200);
      await clock.advance(5_000);
    }
    const reply = await send({ authorization });
    expect(reply.status).toBeGreaterThanOrEqual(502);
    expect(jsonOf(reply).detail).toContain('could not be verified');
  });

  test('is not noticed by a request with a proven token and a cached instance', async () => {
    const { send, clock, wix } = composeEndpoint();
    await send();
    const outage = failing({ kind: 'error', reason: 'network' });
    wix.answer({ tokenInfo: outage, appToken: outage, getAppInstance: outage });
    await clock.advance(3_500_000);
    const reply = await send();
    expect(reply.status).toBe(200);
    expect(headerOf(reply, 'cache-status')).toBe('instance-identity; fwd=stale; fwd-status=503');
    expect(headerOf(reply, 'cache-control')).toBe('private, max-age=0');
  });

  test('without any answer ends in 504, for the token and for the instance', async () => {
    const { send, clock, wix } = composeEndpoint({
      answers: { tokenInfo: never, getAppInstance: never },
    });
    const replies: number[] = [];
    for (const authorization of [FAKE.visitorToken, signInstance()]) {
      void Promise.resolve(send({ authorization })).then(({ status }) => replies.push(status));
    }
    await clock.advance(6_000);
    expect(replies).toEqual([504, 504]);
    expect(wix.count('getAppInstance')).toBe(1);
  });
});

test('a spent budget of calls is a 429 with the wait, and causes no call', async () => {
  const { send, wix, instances } = composeEndpoint({
    environment: { UPSTREAM_CALLS_PER_MINUTE: '1' },
  });
  await send();
  instances.invalidate(INSTANCE_ID);
  const reply = await send();
  expect(reply.status).toBe(429);
  expect(headerOf(reply, 'retry-after')).toBe('60');
  expect(headerOf(reply, 'cache-status')).toBe('instance-identity; detail=not-asked');
  expect(wix.count('getAppInstance')).toBe(1);
});

describe('while the queue of introspections is full', () => {
  const forged = (instanceId: string, n: number) =>
    signText(JSON.stringify({ appDefId: APP_ID, instanceId, n }), 'the secret of a forger');

  /** One introspection is in flight and four wait. Each token claims another uncached instance. */
  async function setUpFlood() {
    const endpoint = composeEndpoint({
      answers: { tokenInfo: () => never() },
      environment: { TOKEN_INFO_MAX_CONCURRENCY: '1' },
    });
    await endpoint.send();
    const flood = Array.from({ length: 5 }, (_, n) =>
      Promise.resolve(endpoint.send({ authorization: forged(`unused-${n}`, n) })),
    );
    await settle();
    return { ...endpoint, flood };
  }

  test('a token that claims an uncached instance, like those in the queue, is turned away', async () => {
    const { send } = await setUpFlood();
    const reply = await send({ authorization: forged('unused', 6) });
    expect(reply.status).toBe(503);
    expect(headerOf(reply, 'retry-after')).toBe('1');
  });

  test('a token that claims a cached instance displaces the newest in the queue', async () => {
    const { send, flood } = await setUpFlood();
    void send({ authorization: forged(INSTANCE_ID, 6) });
    expect((await flood[4])?.status).toBe(503);
  });

  test('a claim is not believed: Wix decides', async () => {
    const { send } = composeEndpoint();
    expect((await send()).status).toBe(200);
    expect((await send({ authorization: forged(INSTANCE_ID, 1) })).status).toBe(401);
  });
});
