import { describe, expect, test } from 'vitest';
import type { AttemptOptions } from '../resilience/bulkhead.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';
import { settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import {
  active,
  failing,
  HOUR_MS,
  inactive,
  OPAQUE,
  setUpVerification,
  TTL_MS,
  WAIT_MS,
} from '../test-support/set-up-verification.ts';
import { INSTANCE_ID, signInstance } from '../test-support/sign-instance.ts';
import { unobservedScope } from '../test-support/unobserved-scope.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { SubjectType } from './identity.ts';
import type { Introspection } from './token-source.ts';
import type { Verdict } from './verdict.ts';

describe('a signed instance', () => {
  test('is proven at once, without a call', () => {
    const { verify, clock, calls } = setUpVerification();
    expect(verify(signInstance())).toEqual({
      kind: 'verified',
      method: 'signed_instance',
      identity: {
        instanceId: INSTANCE_ID,
        siteId: undefined,
        subjectType: 'VISITOR',
        audience: 'visitor',
      },
      expiresAtMs: clock.epochMs() + 4 * HOUR_MS,
      isStale: false,
    });
    expect(calls()).toBe(0);
  });

  test('of the site owner has the audience of a collaborator', () => {
    const { verify } = setUpVerification();
    expect(verify(signInstance({ permissions: 'OWNER' }))).toMatchObject({
      identity: { subjectType: 'USER', audience: 'collaborator' },
    });
  });

  test('is cached from its second request on, because most are sent only once', () => {
    const { verify } = setUpVerification();
    const verdict = () => verify(signInstance());
    expect([verdict(), verdict(), verdict()]).toMatchObject([
      { method: 'signed_instance' },
      { method: 'signed_instance' },
      { method: 'token_memo' },
    ]);
  });

  test('is cached until it expires, whatever the TTL of verdicts from Wix', async () => {
    const { verify, clock, calls } = setUpVerification({ tokenTtlMs: 0 });
    void verify(signInstance());
    void verify(signInstance());
    await clock.advance(4 * HOUR_MS - 1);
    expect(verify(signInstance())).toMatchObject({ kind: 'verified', method: 'token_memo' });
    expect(calls()).toBe(0);
  });

  test('is left to Wix once it has expired, even if it is cached', async () => {
    const { verify, clock, wix, calls } = setUpVerification();
    wix.answer(inactive);
    void verify(signInstance());
    expect(verify(signInstance())).toMatchObject({ kind: 'verified' });
    await clock.advance(4 * HOUR_MS);
    expect(await verify(signInstance())).toEqual({
      kind: 'refused',
      code: 'inactive_token',
      method: 'token_info',
    });
    expect(calls()).toBe(1);
  });

  test.each([
    ['a wrong signature', signInstance({}).replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))],
    ['another app', signInstance({ appDefId: 'another-app' })],
    ['a date long past', signInstance({ signDate: '2026-01-01T00:00:00Z' })],
    ['no instance', signInstance({ instanceId: undefined })],
  ])('with %s is not refused without a call to Wix', async (_, token) => {
    const { verify, wix, calls } = setUpVerification();
    wix.answer(active());
    expect(await verify(token)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(calls()).toBe(1);
  });
});

describe('a token that only Wix can verify', () => {
  test('costs one call, and is verified at once while its verdict is cached', async () => {
    const { verify, clock, calls } = setUpVerification();
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    await clock.advance(29_999);
    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
    expect(calls()).toBe(1);
    await clock.advance(1);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(calls()).toBe(2);
  });

  test('is cached by the digest of the whole token', async () => {
    const { verify, calls, digested } = setUpVerification();
    await verify(OPAQUE);
    await verify(`${OPAQUE}x`);
    await verify(`x${OPAQUE}`);
    expect(digested).toEqual([OPAQUE, `${OPAQUE}x`, `x${OPAQUE}`]);
    expect(calls()).toBe(3);
  });

  test.each<[SubjectType, string]>([
    ['USER', 'collaborator'],
    ['MEMBER', 'visitor'],
    ['VISITOR', 'visitor'],
    ['APP', 'visitor'],
    ['UNKNOWN', 'visitor'],
  ])('of a %s has the audience of a %s', async (subjectType, audience) => {
    const { verify, wix } = setUpVerification();
    wix.answer(active({ subjectType }));
    expect(await verify(OPAQUE)).toMatchObject({ identity: { subjectType, audience } });
    expect(verify(OPAQUE)).toMatchObject({ identity: { subjectType, audience } });
  });

  test('costs one call for a thousand concurrent requests', async () => {
    const { verify, wix, calls } = setUpVerification();
    const answer = Promise.withResolvers<Introspection>();
    wix.answer({ tokenInfo: () => answer.promise });
    const verdicts = Array.from({ length: 1000 }, async () => verify(OPAQUE));
    await settle();
    answer.resolve({ kind: 'inactive' });
    const kinds = (await Promise.all(verdicts)).map((verdict: Verdict) => verdict.kind);
    expect(new Set(kinds)).toEqual(new Set(['refused']));
    expect(calls()).toBe(1);
  });

  test('records in the scope of a request that it joined the call of another', async () => {
    const { verify, clock } = setUpVerification();
    const joins: { scope: string; leader: RequestScope }[] = [];
    const scopeOf = (scope: string): RequestScope => ({
      ...unobservedScope(clock),
      joined: (leader) => joins.push({ scope, leader }),
    });
    const [first, second] = [scopeOf('first'), scopeOf('second')];
    await Promise.all([verify(OPAQUE, first), verify(OPAQUE, second)]);
    expect(joins).toEqual([{ scope: 'second', leader: first }]);
  });

  test('costs a call for every request when the TTL is 0, even for concurrent ones', async () => {
    const { verify, calls } = setUpVerification({ tokenTtlMs: 0 });
    await verify(OPAQUE);
    await verify(OPAQUE);
    expect(calls()).toBe(2);
    await Promise.all(Array.from({ length: 10 }, async () => verify(OPAQUE)));
    expect(calls()).toBe(12);
  });

  test('costs a call for every request when the TTL is 0, even if Wix refuses it', async () => {
    const { verify, wix, calls } = setUpVerification({ tokenTtlMs: 0 });
    wix.answer(inactive);
    await verify(OPAQUE);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'refused', method: 'token_info' });
    expect(calls()).toBe(2);
  });

  test('is not accepted past its own expiry while its verdict is cached', async () => {
    const { verify, wix, clock, calls } = setUpVerification();
    wix.answer(active({ expiresAtMs: clock.epochMs() + 5_000 }));
    await verify(OPAQUE);
    await clock.advance(4_999);
    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
    await clock.advance(1);
    wix.answer(inactive);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'refused', code: 'inactive_token' });
    expect(calls()).toBe(2);
  });

  test('is not accepted when the wall clock jumps past its expiry', async () => {
    const { verify, wix, clock } = setUpVerification();
    wix.answer(active({ expiresAtMs: clock.epochMs() + HOUR_MS }));
    await verify(OPAQUE);
    clock.jump(HOUR_MS);
    wix.answer(inactive);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'refused', code: 'inactive_token' });
  });

  test('is verified again after the machine slept, so that only the wall clock moved on', async () => {
    const { verify, clock, calls } = setUpVerification();
    await verify(OPAQUE);
    clock.jump(TTL_MS - 1);
    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
    clock.jump(1);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(calls()).toBe(2);
    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
  });

  test('is verified again in time although the wall clock was set back', async () => {
    const { verify, clock, calls } = setUpVerification();
    await verify(OPAQUE);
    clock.jump(-24 * HOUR_MS);
    await clock.advance(TTL_MS - 1);
    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
    await clock.advance(1);
    await verify(OPAQUE);
    expect(calls()).toBe(2);
  });

  test('takes its place in the queue by its lane', async () => {
    const attempts: (AttemptOptions | undefined)[] = [];
    const { verify } = setUpVerification({
      laneOf: (token) => `lane of ${token}`,
      policy: {
        run: (attempt, attemptOptions) => {
          attempts.push(attemptOptions);
          return attempt();
        },
      },
    });
    await verify(OPAQUE);
    expect(attempts.map((attempt) => attempt?.lane)).toEqual([`lane of ${OPAQUE}`]);
  });
});

describe('a token with other characters than a token has', () => {
  test('is refused at once, without a call', () => {
    const { verify, calls } = setUpVerification();
    expect(verify('a b')).toEqual({
      kind: 'refused',
      code: 'malformed_token',
      method: undefined,
    });
    expect(calls()).toBe(0);
  });
});

describe('a refusal', () => {
  test.each([
    ['inactive_token', inactive],
    ['wrong_app', active({ appId: 'another-app' })],
    ['wrong_app', active({ appId: undefined })],
    ['wrong_app', active({ appId: 'another-app', expiresAtMs: 0 })],
    ['no_instance', active({ instanceId: undefined })],
    ['no_instance', active({ instanceId: '' })],
  ])('for %s is cached for the same time as an acceptance', async (code, answer) => {
    const { verify, wix, clock, calls } = setUpVerification();
    wix.answer(answer);
    expect(await verify(OPAQUE)).toEqual({ kind: 'refused', code, method: 'token_info' });
    await clock.advance(29_999);
    expect(verify(OPAQUE)).toEqual({ kind: 'refused', code, method: 'token_memo' });
    expect(calls()).toBe(1);
    await clock.advance(1);
    await verify(OPAQUE);
    expect(calls()).toBe(2);
  });

  test('expires, so that a token that Wix accepts later is verified', async () => {
    const { verify, wix, clock } = setUpVerification();
    wix.answer(inactive);
    await verify(OPAQUE);
    wix.answer(active());
    await clock.advance(30_000);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified' });
    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
  });

  test('of a thousand other tokens evicts no verified one', async () => {
    const { verify, wix, calls } = setUpVerification({ maxTokens: 3 });
    await verify(OPAQUE);
    void verify(signInstance());
    void verify(signInstance());
    wix.answer(inactive);
    for (let i = 0; i < 1000; i += 1) await verify(`junk-${i}`);
    expect(calls()).toBe(1001);

    expect(verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_memo' });
    expect(verify(signInstance())).toMatchObject({ kind: 'verified', method: 'token_memo' });
  });
});

describe('a failure of Wix', () => {
  test.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'status', status: 401 },
    { kind: 'error', reason: 'not_json' },
    { kind: 'rate_limited', retryAfterSeconds: 7, called: true },
    { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 7 },
    { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
    { kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 },
  ])('leaves the token undecided: %o', async (failure) => {
    const { verify, wix } = setUpVerification();
    wix.answer(failing(failure));
    expect(await verify(OPAQUE)).toEqual({ kind: 'undecided', failure });
  });

  test('is followed by no other call during the cooldown, but by one after it', async () => {
    const { verify, wix, clock, calls } = setUpVerification();
    wix.answer(failing({ kind: 'error', reason: 'network' }));
    await verify(OPAQUE);
    wix.answer(active());
    await clock.advance(999);
    expect(verify(OPAQUE)).toMatchObject({ kind: 'undecided', failure: { kind: 'error' } });
    expect(calls()).toBe(1);
    await clock.advance(1);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified' });
  });

  test('for one token prevents no call for another', async () => {
    const { verify, wix } = setUpVerification();
    wix.answer(failing({ kind: 'timeout' }));
    await verify(OPAQUE);
    wix.answer(active());
    expect(await verify(`another-${OPAQUE}`)).toMatchObject({ kind: 'verified' });
  });

  test('starts no cooldown where no call was made', async () => {
    const { verify, wix } = setUpVerification();
    wix.answer(failing({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 }));
    await verify(OPAQUE);
    wix.answer(active());
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified' });
  });

  test.each<[string, (retryAfterSeconds: number) => UpstreamFailure]>([
    [
      'by throttling',
      (retryAfterSeconds) => ({ kind: 'rate_limited', retryAfterSeconds, called: true }),
    ],
    [
      'that it asks to repeat later',
      (retryAfterSeconds) => ({ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds }),
    ],
  ])('%s starts a cooldown until the end of Retry-After', async (_, failure) => {
    const { verify, wix, clock } = setUpVerification();
    wix.answer(failing(failure(20)));
    await verify(OPAQUE);
    wix.answer(active());
    await clock.advance(12_000);
    expect(verify(OPAQUE)).toEqual({ kind: 'undecided', failure: failure(8) });
    await clock.advance(8_000);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified' });
  });

  test('does not affect a token with a local proof', () => {
    const { verify, wix } = setUpVerification();
    wix.answer(failing({ kind: 'timeout' }));
    expect(verify(signInstance())).toMatchObject({ kind: 'verified' });
  });
});

describe('a call that never returns', () => {
  test.each([30_000, 0])(
    'ends in a timeout after the waiting time (TTL %d)',
    async (tokenTtlMs) => {
      const { verify, wix, clock } = setUpVerification({ tokenTtlMs });
      wix.answer({ tokenInfo: never });
      let verdict: Verdict | undefined;
      void Promise.resolve(verify(OPAQUE)).then((settled) => {
        verdict = settled;
      });
      await clock.advance(WAIT_MS - 1);
      expect(verdict).toBeUndefined();
      await clock.advance(1);
      expect(verdict).toEqual({ kind: 'undecided', failure: { kind: 'timeout' } });
    },
  );

  test('is replaced by a new one for later requests', async () => {
    const { verify, wix, clock, calls } = setUpVerification();
    wix.answer({ tokenInfo: never });
    void verify(OPAQUE);
    await clock.advance(WAIT_MS);
    wix.answer(active());
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(calls()).toBe(2);
  });

  test('delays no other token', async () => {
    const { verify, wix } = setUpVerification();
    wix.answer({ tokenInfo: never });
    void verify(OPAQUE);
    wix.answer(active());
    expect(await verify(`another-${OPAQUE}`)).toMatchObject({ kind: 'verified' });
  });
});
