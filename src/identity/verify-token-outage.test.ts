import { describe, expect, test } from 'vitest';
import type { Clock } from '../resilience/clock.ts';
import type { UpstreamFailure } from '../resilience/failure.ts';
import { createPolicy } from '../resilience/policy.ts';
import { settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import {
  active,
  activeWith,
  failing,
  HOUR_MS,
  IF_ERROR_MS,
  inactive,
  OPAQUE,
  setUpVerification,
  TTL_MS,
  type VerificationOptions,
  WAIT_MS,
} from '../test-support/set-up-verification.ts';
import { INSTANCE_ID } from '../test-support/sign-instance.ts';
import type { VerifiedClaims } from './identity.ts';
import type { Introspection } from './token-source.ts';

/** Every reason why Wix cannot be called. */
const FAILURES: UpstreamFailure[] = [
  { kind: 'timeout' },
  { kind: 'error', reason: 'network' },
  { kind: 'error', reason: 'status', status: 503 },
  { kind: 'error', reason: 'status', status: 401 },
  { kind: 'error', reason: 'not_json' },
  { kind: 'error', reason: 'unexpected_answer' },
  { kind: 'rate_limited', retryAfterSeconds: 7, called: true },
  { kind: 'rate_limited', retryAfterSeconds: 7, called: false },
  { kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 7 },
  { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
  { kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 },
];
const OUTAGE = failing({ kind: 'error', reason: 'status', status: 503 });

const STALE = { kind: 'verified', method: 'token_memo', isStale: true };

describe('a token that Wix called active, once Wix cannot be called,', () => {
  /** The verdict on the token is cached, and its TTL is over. */
  async function setUpStale(
    options: VerificationOptions = {},
    changes: Partial<VerifiedClaims> = {},
  ) {
    const all = setUpVerification(options);
    all.wix.answer(active(changes));
    await all.verify(OPAQUE);
    await all.clock.advance(options.tokenTtlMs ?? TTL_MS);
    all.wix.answer(OUTAGE);
    return all;
  }

  /** A call that its request no longer awaits, and a newer request whose call hangs. */
  async function setUpAbandoned() {
    const { verify, wix, clock } = await setUpStale();
    const abandoned = Promise.withResolvers<Introspection>();
    wix.answer({ tokenInfo: () => abandoned.promise });
    void verify(OPAQUE);
    await clock.advance(WAIT_MS + 1_000);
    wix.answer({ tokenInfo: never });
    const waiting = verify(OPAQUE);
    await clock.advance(100);
    return { abandoned, waiting, clock };
  }

  test.each(FAILURES)('is accepted: %o', async (failure) => {
    const { verify, wix } = await setUpStale();
    wix.answer(failing(failure));
    expect(await verify(OPAQUE)).toEqual({
      ...STALE,
      identity: {
        instanceId: INSTANCE_ID,
        siteId: 'site-1',
        subjectType: 'VISITOR',
        audience: 'visitor',
      },
      expiresAtMs: undefined,
    });
  });

  test('is accepted for as long as stale-if-error after the TTL, and no longer', async () => {
    const { verify, clock } = await setUpStale();
    expect(await verify(OPAQUE)).toMatchObject(STALE);
    await clock.advance(IF_ERROR_MS - 1);
    expect(await verify(OPAQUE)).toMatchObject(STALE);
    await clock.advance(1_000);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test('is accepted no longer where the machine slept through stale-if-error', async () => {
    const { verify, clock } = await setUpStale();
    clock.jump(IF_ERROR_MS - 1);
    expect(await verify(OPAQUE)).toMatchObject(STALE);
    clock.jump(1);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test('is undecided where stale-if-error ends while it waits', async () => {
    const { verify, wix, clock } = await setUpStale();
    await clock.advance(IF_ERROR_MS - 1);
    wix.answer({ tokenInfo: never });
    const verdict = verify(OPAQUE);
    await clock.advance(WAIT_MS);
    expect(await verdict).toEqual({ kind: 'undecided', failure: { kind: 'timeout' } });
  });

  test('is not accepted where stale-if-error is 0', async () => {
    const { verify } = await setUpStale({ tokenStaleIfErrorMs: 0 });
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test('is accepted where the TTL is 0, after a call for every request', async () => {
    const { verify, clock, calls } = await setUpStale({ tokenTtlMs: 0 });
    expect(await verify(OPAQUE)).toMatchObject(STALE);
    await clock.advance(1_000);
    expect(await verify(OPAQUE)).toMatchObject(STALE);
    expect(calls()).toBe(3);
  });

  test('is accepted until its own expiry, and not a millisecond longer', async () => {
    const expiresAtMs = Date.parse('2026-11-23T12:00:00Z') + TTL_MS + 10_000;
    const { verify, clock } = await setUpStale({}, { expiresAtMs });
    await clock.advance(9_999);
    expect(await verify(OPAQUE)).toMatchObject({ ...STALE, expiresAtMs });
    await clock.advance(1);
    // The cooldown has begun.
    expect(verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
    await clock.advance(1_000);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test('is not accepted where it expires while it waits', async () => {
    const expiresAtMs = Date.parse('2026-11-23T12:00:00Z') + TTL_MS + 1_000;
    const { verify, wix, clock } = await setUpStale({}, { expiresAtMs });
    wix.answer({ tokenInfo: never });
    const verdict = verify(OPAQUE);
    await clock.advance(WAIT_MS);
    expect(await verdict).toMatchObject({ kind: 'undecided' });
  });

  test('does not wait again during the cooldown, and once after it', async () => {
    const { verify, clock, calls } = await setUpStale();
    await verify(OPAQUE);
    expect(verify(OPAQUE)).toMatchObject(STALE);
    await clock.advance(999);
    expect(verify(OPAQUE)).toMatchObject(STALE);
    expect(calls()).toBe(2);
    await clock.advance(1);
    expect(verify(OPAQUE)).toBeInstanceOf(Promise);
    await settle();
    expect(calls()).toBe(3);
  });

  test('does not wait again during the Retry-After of Wix', async () => {
    const { verify, wix, clock, calls } = await setUpStale();
    wix.answer(failing({ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 30 }));
    await verify(OPAQUE);
    await clock.advance(29_999);
    expect(verify(OPAQUE)).toMatchObject(STALE);
    expect(calls()).toBe(2);
    await clock.advance(1);
    await verify(OPAQUE);
    expect(calls()).toBe(3);
  });

  test('is accepted after the waiting time where Wix hangs, and the next request at once', async () => {
    const { verify, wix, clock, calls } = await setUpStale();
    wix.answer({ tokenInfo: never });
    const verdict = verify(OPAQUE);
    await clock.advance(WAIT_MS);
    expect(await verdict).toMatchObject(STALE);
    expect(verify(OPAQUE)).toMatchObject(STALE);
    await clock.advance(999);
    expect(verify(OPAQUE)).toMatchObject(STALE);
    expect(calls()).toBe(2);
    await clock.advance(1);
    expect(verify(OPAQUE)).toBeInstanceOf(Promise);
  });

  test('is accepted for a thousand concurrent requests by one call', async () => {
    const { verify, calls } = await setUpStale();
    const verdicts = await Promise.all(Array.from({ length: 1_000 }, async () => verify(OPAQUE)));
    expect(
      verdicts.filter((verdict) => verdict.kind === 'verified' && verdict.isStale),
    ).toHaveLength(1_000);
    expect(calls()).toBe(2);
  });

  test('is verified by Wix again as soon as the cooldown is over', async () => {
    const { verify, wix, clock } = await setUpStale();
    await verify(OPAQUE);
    wix.answer(active());
    await clock.advance(1_000);
    expect(await verify(OPAQUE)).toMatchObject({ method: 'token_info', isStale: false });
    expect(verify(OPAQUE)).toMatchObject({ method: 'token_memo', isStale: false });
  });

  test('is refused when Wix can be called again and refuses it, and never accepted after that', async () => {
    const { verify, wix, clock } = await setUpStale();
    await verify(OPAQUE);
    wix.answer(inactive);
    await clock.advance(1_000);
    const refused = { kind: 'refused', code: 'inactive_token' };
    expect(await verify(OPAQUE)).toMatchObject({ ...refused, method: 'token_info' });

    wix.answer(OUTAGE);
    expect(verify(OPAQUE)).toMatchObject({ ...refused, method: 'token_memo' });
    await clock.advance(TTL_MS);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
    await clock.advance(1_000);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test.each([
    ['wrong_app', { appId: 'another-app' }],
    ['no_instance', { instanceId: undefined }],
  ])('is not accepted after a refusal as %s either', async (code, changes) => {
    const { verify, wix, clock } = await setUpStale();
    wix.answer(active(changes));
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'refused', code });
    wix.answer(OUTAGE);
    await clock.advance(TTL_MS);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test('is refused where an abandoned call returns a refusal while a newer one hangs', async () => {
    const { abandoned, waiting, clock } = await setUpAbandoned();
    abandoned.resolve({ kind: 'inactive' });
    await clock.advance(WAIT_MS);
    expect(await waiting).toEqual({
      kind: 'refused',
      code: 'inactive_token',
      method: 'token_memo',
    });
  });

  test('is fresh where an abandoned call returns a yes while a newer one hangs', async () => {
    const { abandoned, waiting, clock } = await setUpAbandoned();
    abandoned.resolve(activeWith());
    await clock.advance(WAIT_MS);
    expect(await waiting).toMatchObject({ method: 'token_memo', isStale: false });
  });

  test.each([TTL_MS, 0])(
    'is not accepted where an earlier call returns a yes after a refusal (TTL %d)',
    async (tokenTtlMs) => {
      const { verify, wix, clock } = await setUpStale({ tokenTtlMs });
      const earlier = Promise.withResolvers<Introspection>();
      wix.answer({ tokenInfo: () => earlier.promise });
      void verify(OPAQUE);
      await clock.advance(WAIT_MS + 1_000);
      wix.answer(inactive);
      expect(await verify(OPAQUE)).toMatchObject({ kind: 'refused' });
      await clock.advance(100);
      earlier.resolve(activeWith());
      await settle();

      wix.answer(OUTAGE);
      await clock.advance(TTL_MS);
      expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
    },
  );

  test('is accepted for itself alone', async () => {
    const { verify } = await setUpStale();
    expect(await verify(`another-${OPAQUE}`)).toMatchObject({ kind: 'undecided' });
    expect(await verify(OPAQUE)).toMatchObject(STALE);
  });

  test('keeps the audience that Wix gave it', async () => {
    const { verify } = await setUpStale({}, { subjectType: 'USER' });
    expect(await verify(OPAQUE)).toMatchObject({
      ...STALE,
      identity: { audience: 'collaborator' },
    });
  });
});

describe('a token that Wix has never called active', () => {
  test.each(FAILURES)('is not accepted while Wix cannot be called: %o', async (failure) => {
    const { verify, wix, clock } = setUpVerification();
    wix.answer(failing(failure));
    expect(await verify(OPAQUE)).toEqual({ kind: 'undecided', failure });
    await clock.advance(HOUR_MS);
    expect(await verify(OPAQUE)).toEqual({ kind: 'undecided', failure });
  });
});

describe('a token that Wix calls active although our clock calls it expired', () => {
  /** Our clock is ahead by more than the token lasts. */
  function setUpAhead() {
    const all = setUpVerification();
    const expiresAtMs = all.clock.epochMs() - 10_000;
    all.wix.answer(active({ expiresAtMs }));
    return { ...all, expiresAtMs };
  }

  test('is accepted', async () => {
    const { verify, expiresAtMs } = setUpAhead();
    expect(await verify(OPAQUE)).toMatchObject({
      kind: 'verified',
      method: 'token_info',
      expiresAtMs,
      isStale: false,
    });
  });

  test('is accepted also where it expires right now', async () => {
    const { verify, wix, clock } = setUpVerification();
    wix.answer(active({ expiresAtMs: clock.epochMs() }));
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    await verify(OPAQUE);
    expect(wix.count('tokenInfo')).toBe(2);
  });

  test('is not cached: Wix is called again for the next request, and may refuse it', async () => {
    const { verify, wix, calls } = setUpAhead();
    await verify(OPAQUE);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(calls()).toBe(2);
    wix.answer(inactive);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'refused', code: 'inactive_token' });
  });

  test('is not accepted once Wix cannot be called', async () => {
    const { verify, wix } = setUpAhead();
    await verify(OPAQUE);
    wix.answer(OUTAGE);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'undecided' });
  });

  test('is accepted also where it expires by our clock while it is cached', async () => {
    const { verify, wix, clock, calls } = setUpVerification();
    wix.answer(active({ expiresAtMs: clock.epochMs() + 5_000 }));
    await verify(OPAQUE);
    await clock.advance(5_000);
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(await verify(OPAQUE)).toMatchObject({ kind: 'verified', method: 'token_info' });
    expect(calls()).toBe(3);
  });
});

describe('the policy', () => {
  const pausing = (clock: Clock) =>
    createPolicy({
      maxConcurrency: 256,
      reclaimAfterMs: WAIT_MS,
      clock,
      pausesWhenThrottled: true,
    });
  const withOneSlot = (clock: Clock) =>
    createPolicy({ maxConcurrency: 1, reclaimAfterMs: 10 * WAIT_MS, clock });

  test('pauses the calls for all tokens after one throttled call', async () => {
    const { verify, wix, clock, calls } = setUpVerification({ policyOn: pausing });
    await verify(OPAQUE);
    await clock.advance(TTL_MS);
    wix.answer(failing({ kind: 'rate_limited', retryAfterSeconds: 30, called: true }));
    await verify('first-one');
    expect(calls()).toBe(2);

    for (let visitor = 0; visitor < 200; visitor += 1) {
      expect(await verify(`visitor-${visitor}`)).toEqual({
        kind: 'undecided',
        failure: { kind: 'rate_limited', retryAfterSeconds: 30, called: false },
      });
    }
    expect(await verify(OPAQUE)).toMatchObject(STALE);
    expect(calls()).toBe(2);

    wix.answer(active());
    await clock.advance(30_000);
    expect(await verify('visitor-1')).toMatchObject({ kind: 'verified' });
    expect(calls()).toBe(3);
  });

  test.each([TTL_MS, 0])(
    'makes no call for a token whose visitor left while it queued (TTL %d)',
    async (tokenTtlMs) => {
      const { verify, wix, clock, calls } = setUpVerification({
        policyOn: withOneSlot,
        tokenTtlMs,
      });
      const held = Promise.withResolvers<Introspection>();
      wix.answer({ tokenInfo: () => held.promise });
      const first = verify('first');
      const left = verify('left');
      await clock.advance(WAIT_MS);
      expect([await first, await left]).toMatchObject([
        { failure: { kind: 'timeout' } },
        { failure: { kind: 'timeout' } },
      ]);
      const patient = verify('patient');
      await settle();
      wix.answer(active());
      held.resolve({ kind: 'inactive' });
      expect(await patient).toMatchObject({ kind: 'verified' });
      expect(wix.calls.map(({ about }) => about)).toEqual(['first', 'patient']);
      expect(calls()).toBe(2);
    },
  );
});
