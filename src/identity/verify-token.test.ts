import { describe, expect, it } from 'vitest';
import { hmacSha256Check, sha256 } from '../node-crypto.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { createFakeUpstream, FAKE, never } from '../test-support/fake-upstream.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  INSTANCE_ID,
  signInstance,
} from '../test-support/sign-instance.ts';
import type { SubjectType, TokenInfo, Upstream, UpstreamFailure } from '../resilience/failure.ts';
import { createVerifyToken, type Verdict, type VerifyTokenOptions } from './verify-token.ts';

const HOUR_MS = 3_600_000;
const WAIT_MS = 4_000;
const OPAQUE = FAKE.visitorToken;

type ActiveInfo = Extract<TokenInfo, { active: true }>;

function setUp(options: Partial<VerifyTokenOptions> = {}) {
  const clock = createFakeClock();
  const upstream = createFakeUpstream();
  const digested: string[] = [];
  const verifyToken = createVerifyToken({
    upstream,
    guard: (attempt) => attempt(),
    keepAlive: () => undefined,
    signatureMatches: hmacSha256Check(CLIENT_SECRET),
    digest: (token) => {
      digested.push(token);
      return sha256(token);
    },
    clock,
    clientId: CLIENT_ID,
    tokenTtlMs: 30_000,
    maxTokens: 100,
    signedInstanceMaxAgeMs: 4 * HOUR_MS,
    waitMs: WAIT_MS,
    ...options,
  });
  return { clock, upstream, verifyToken, digested, asked: () => upstream.count('tokenInfo') };
}

function active(changes: Partial<ActiveInfo> = {}): Pick<Upstream, 'tokenInfo'> {
  const value: ActiveInfo = {
    active: true,
    subjectType: 'VISITOR',
    clientId: CLIENT_ID,
    instanceId: INSTANCE_ID,
    siteId: 'site-1',
    expiresAtMs: undefined,
    ...changes,
  };
  return { tokenInfo: () => Promise.resolve({ kind: 'answered', value }) };
}

const inactive: Pick<Upstream, 'tokenInfo'> = {
  tokenInfo: () => Promise.resolve({ kind: 'answered', value: { active: false } }),
};

const failing = (failure: UpstreamFailure): Pick<Upstream, 'tokenInfo'> => ({
  tokenInfo: () => Promise.resolve({ kind: 'failed', failure }),
});

describe('a signed instance', () => {
  it('is proven at once, without a call', () => {
    const { verifyToken, clock, asked } = setUp();
    expect(verifyToken(signInstance())).toEqual({
      kind: 'verified',
      by: 'signed_instance',
      identity: {
        instanceId: INSTANCE_ID,
        siteId: undefined,
        subjectType: 'VISITOR',
        audience: 'visitor',
      },
      expiresAtMs: clock.epochMs() + 4 * HOUR_MS,
    });
    expect(asked()).toBe(0);
  });

  it('of the site owner sees what a collaborator sees', () => {
    const { verifyToken } = setUp();
    expect(verifyToken(signInstance({ permissions: 'OWNER' }))).toMatchObject({
      identity: { subjectType: 'USER', audience: 'collaborator' },
    });
  });

  it('is remembered when it comes again, for most come only once', () => {
    const { verifyToken } = setUp();
    const by = () => verifyToken(signInstance());
    expect([by(), by(), by()]).toMatchObject([
      { by: 'signed_instance' },
      { by: 'signed_instance' },
      { by: 'token_memo' },
    ]);
  });

  it('is remembered until it expires, however short the verdicts of Wix are believed', async () => {
    const { verifyToken, clock, asked } = setUp({ tokenTtlMs: 0 });
    void verifyToken(signInstance());
    void verifyToken(signInstance());
    await clock.advance(4 * HOUR_MS - 1);
    expect(verifyToken(signInstance())).toMatchObject({ kind: 'verified', by: 'token_memo' });
    expect(asked()).toBe(0);
  });

  it('is left to Wix once it has expired, also while it is remembered', async () => {
    const { verifyToken, clock, upstream, asked } = setUp();
    upstream.answer(inactive);
    void verifyToken(signInstance());
    expect(verifyToken(signInstance())).toMatchObject({ kind: 'verified' });
    await clock.advance(4 * HOUR_MS);
    expect(await verifyToken(signInstance())).toEqual({
      kind: 'refused',
      code: 'inactive_token',
      remembered: false,
    });
    expect(asked()).toBe(1);
  });

  it.each([
    ['a wrong signature', signInstance({}).replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))],
    ['another app', signInstance({ appDefId: 'another-app' })],
    ['a date long past', signInstance({ signDate: '2026-01-01T00:00:00Z' })],
    ['no instance', signInstance({ instanceId: undefined })],
  ])('with %s is not refused here: Wix is asked', async (_, token) => {
    const { verifyToken, upstream, asked } = setUp();
    upstream.answer(active());
    expect(await verifyToken(token)).toMatchObject({ kind: 'verified', by: 'token_info' });
    expect(asked()).toBe(1);
  });
});

describe('a token that only Wix can judge', () => {
  it('is asked about once, and answered at once from memory while the verdict is believed', async () => {
    const { verifyToken, clock, asked } = setUp();
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_info' });
    await clock.advance(29_999);
    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_memo' });
    expect(asked()).toBe(1);
    await clock.advance(1);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_info' });
    expect(asked()).toBe(2);
  });

  it('is remembered under the digest of the whole of it', async () => {
    const { verifyToken, asked, digested } = setUp();
    await verifyToken(OPAQUE);
    await verifyToken(`${OPAQUE}x`);
    await verifyToken(`x${OPAQUE}`);
    expect(digested).toEqual([OPAQUE, `${OPAQUE}x`, `x${OPAQUE}`]);
    expect(asked()).toBe(3);
  });

  it.each<[SubjectType, string]>([
    ['USER', 'collaborator'],
    ['MEMBER', 'visitor'],
    ['VISITOR', 'visitor'],
    ['APP', 'visitor'],
    ['UNKNOWN', 'visitor'],
  ])('of a %s sees what a %s sees', async (subjectType, audience) => {
    const { verifyToken, upstream } = setUp();
    upstream.answer(active({ subjectType }));
    expect(await verifyToken(OPAQUE)).toMatchObject({ identity: { subjectType, audience } });
    expect(verifyToken(OPAQUE)).toMatchObject({ identity: { subjectType, audience } });
  });

  it('becomes one question when a thousand ask at once', async () => {
    const { verifyToken, upstream, asked } = setUp();
    const answer = Promise.withResolvers<Awaited<ReturnType<Upstream['tokenInfo']>>>();
    upstream.answer({ tokenInfo: () => answer.promise });
    const verdicts = Array.from({ length: 1000 }, async () => verifyToken(OPAQUE));
    await settle();
    answer.resolve({ kind: 'answered', value: { active: false } });
    const codes = (await Promise.all(verdicts)).map((verdict: Verdict) => verdict.kind);
    expect(new Set(codes)).toEqual(new Set(['refused']));
    expect(asked()).toBe(1);
  });

  it('is asked about every time when the TTL is 0, also by many at once', async () => {
    const { verifyToken, asked } = setUp({ tokenTtlMs: 0 });
    await verifyToken(OPAQUE);
    await verifyToken(OPAQUE);
    expect(asked()).toBe(2);
    await Promise.all(Array.from({ length: 10 }, async () => verifyToken(OPAQUE)));
    expect(asked()).toBe(12);
  });

  it('is asked about every time when the TTL is 0, also where Wix refused', async () => {
    const { verifyToken, upstream, asked } = setUp({ tokenTtlMs: 0 });
    upstream.answer(inactive);
    await verifyToken(OPAQUE);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'refused', remembered: false });
    expect(asked()).toBe(2);
  });

  it('is not believed past its own expiry, though its verdict is remembered', async () => {
    const { verifyToken, upstream, clock, asked } = setUp();
    upstream.answer(active({ expiresAtMs: clock.epochMs() + 5_000 }));
    await verifyToken(OPAQUE);
    await clock.advance(4_999);
    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_memo' });
    await clock.advance(1);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'refused', code: 'inactive_token' });
    expect(asked()).toBe(2);
  });

  it('is not believed when the wall clock passes its expiry by a jump', async () => {
    const { verifyToken, upstream, clock } = setUp();
    upstream.answer(active({ expiresAtMs: clock.epochMs() + HOUR_MS }));
    await verifyToken(OPAQUE);
    clock.jump(HOUR_MS);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'refused', code: 'inactive_token' });
  });

  it('lives through a wall clock that jumps an hour forward and back', async () => {
    const { verifyToken, upstream, clock, asked } = setUp();
    upstream.answer(active({ expiresAtMs: clock.epochMs() + 2 * HOUR_MS }));
    await verifyToken(OPAQUE);
    clock.jump(HOUR_MS);
    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_memo' });
    clock.jump(-2 * HOUR_MS);
    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_memo' });
    expect(asked()).toBe(1);
    await clock.advance(30_000);
    await verifyToken(OPAQUE);
    expect(asked()).toBe(2);
  });
});

describe('a refusal', () => {
  it.each([
    ['inactive_token', inactive],
    ['inactive_token', active({ expiresAtMs: Date.parse('2026-11-23T12:00:00Z') })],
    ['inactive_token', active({ expiresAtMs: Date.parse('2020-01-01') })],
    ['wrong_app', active({ clientId: 'another-app' })],
    ['wrong_app', active({ clientId: undefined })],
    ['no_instance', active({ instanceId: undefined })],
    ['no_instance', active({ instanceId: '' })],
  ])('for %s is given, and remembered for as long as a yes', async (code, answer) => {
    const { verifyToken, upstream, clock, asked } = setUp();
    upstream.answer(answer);
    expect(await verifyToken(OPAQUE)).toEqual({ kind: 'refused', code, remembered: false });
    await clock.advance(29_999);
    expect(verifyToken(OPAQUE)).toEqual({ kind: 'refused', code, remembered: true });
    expect(asked()).toBe(1);
    await clock.advance(1);
    await verifyToken(OPAQUE);
    expect(asked()).toBe(2);
  });

  it('does not outlive its time when Wix has thought better of the token', async () => {
    const { verifyToken, upstream, clock } = setUp();
    upstream.answer(inactive);
    await verifyToken(OPAQUE);
    upstream.answer(active());
    await clock.advance(30_000);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified' });
    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_memo' });
  });

  it('a thousand times over pushes out no good verdict', async () => {
    const { verifyToken, upstream, asked } = setUp({ maxTokens: 3 });
    await verifyToken(OPAQUE);
    void verifyToken(signInstance());
    void verifyToken(signInstance());
    upstream.answer(inactive);
    for (let i = 0; i < 1000; i += 1) await verifyToken(`junk-${i}`);
    expect(asked()).toBe(1001);

    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_memo' });
    expect(verifyToken(signInstance())).toMatchObject({ kind: 'verified', by: 'token_memo' });
  });
});

describe('a failure of Wix', () => {
  it.each<UpstreamFailure>([
    { kind: 'timeout' },
    { kind: 'error', reason: 'network' },
    { kind: 'error', reason: 'status', status: 401 },
    { kind: 'error', reason: 'not_json' },
    { kind: 'rate_limited', retryAfterSeconds: 7, asked: true },
    { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 },
    { kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 },
  ])('says nothing against the token: %o', async (failure) => {
    const { verifyToken, upstream } = setUp();
    upstream.answer(failing(failure));
    expect(await verifyToken(OPAQUE)).toEqual({ kind: 'undecided', failure });
  });

  it('is not followed by another question within the back-off, but is after it', async () => {
    const { verifyToken, upstream, clock, asked } = setUp();
    upstream.answer(failing({ kind: 'error', reason: 'network' }));
    await verifyToken(OPAQUE);
    upstream.answer(active());
    await clock.advance(999);
    expect(verifyToken(OPAQUE)).toMatchObject({ kind: 'undecided', failure: { kind: 'error' } });
    expect(asked()).toBe(1);
    await clock.advance(1);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified' });
  });

  it('about one token keeps no other from being asked about', async () => {
    const { verifyToken, upstream } = setUp();
    upstream.answer(failing({ kind: 'timeout' }));
    await verifyToken(OPAQUE);
    upstream.answer(active());
    expect(await verifyToken(`another-${OPAQUE}`)).toMatchObject({ kind: 'verified' });
  });

  it('for which nothing was asked leads to no back-off', async () => {
    const { verifyToken, upstream } = setUp();
    upstream.answer(failing({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 }));
    await verifyToken(OPAQUE);
    upstream.answer(active());
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified' });
  });

  it('by throttling is respected for as long as Wix says', async () => {
    const { verifyToken, upstream, clock } = setUp();
    upstream.answer(failing({ kind: 'rate_limited', retryAfterSeconds: 20, asked: true }));
    await verifyToken(OPAQUE);
    upstream.answer(active());
    await clock.advance(12_000);
    expect(verifyToken(OPAQUE)).toEqual({
      kind: 'undecided',
      failure: { kind: 'rate_limited', retryAfterSeconds: 8, asked: true },
    });
    await clock.advance(8_000);
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified' });
  });

  it('does not touch a token that can be proven here', () => {
    const { verifyToken, upstream } = setUp();
    upstream.answer(failing({ kind: 'timeout' }));
    expect(verifyToken(signInstance())).toMatchObject({ kind: 'verified' });
  });
});

describe('a question that is never answered', () => {
  it.each([30_000, 0])(
    'ends in a time-out when waiting has an end (TTL %d)',
    async (tokenTtlMs) => {
      const { verifyToken, upstream, clock } = setUp({ tokenTtlMs });
      upstream.answer({ tokenInfo: never });
      let verdict: Verdict | undefined;
      void Promise.resolve(verifyToken(OPAQUE)).then((settled) => {
        verdict = settled;
      });
      await clock.advance(WAIT_MS - 1);
      expect(verdict).toBeUndefined();
      await clock.advance(1);
      expect(verdict).toEqual({ kind: 'undecided', failure: { kind: 'timeout' } });
    },
  );

  it('is asked anew by whoever comes after its time', async () => {
    const { verifyToken, upstream, clock, asked } = setUp();
    upstream.answer({ tokenInfo: never });
    void verifyToken(OPAQUE);
    await clock.advance(WAIT_MS);
    upstream.answer(active());
    expect(await verifyToken(OPAQUE)).toMatchObject({ kind: 'verified', by: 'token_info' });
    expect(asked()).toBe(2);
  });

  it('holds up no other token', async () => {
    const { verifyToken, upstream } = setUp();
    upstream.answer({ tokenInfo: never });
    void verifyToken(OPAQUE);
    upstream.answer(active());
    expect(await verifyToken(`another-${OPAQUE}`)).toMatchObject({ kind: 'verified' });
  });
});
