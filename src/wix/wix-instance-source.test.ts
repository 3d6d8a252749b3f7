import { describe, expect, it } from 'vitest';
import { sha256 } from '../node-crypto.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createFakeUpstream } from '../test-support/fake-upstream.ts';
import { createAppTokens } from './app-tokens.ts';
import { createCallBudget } from './call-budget.ts';
import { createLoadInstance } from './wix-instance-source.ts';
import { failed, type Guard, type Upstream } from '../resilience/failure.ts';

const letThrough: Guard = (attempt) => attempt();

function setUp(answers: Partial<Upstream> = {}, callsPerMinute = 100, guard = letThrough) {
  const clock = createFakeClock();
  const upstream = createFakeUpstream(answers);
  const load = createLoadInstance({
    upstream,
    appTokens: createAppTokens({ upstream, maxInstances: 10, clock }),
    budget: createCallBudget({ callsPerMinute, maxInstances: 10, clock }),
    guard,
    digest: sha256,
  });
  return { clock, upstream, load };
}

const unauthorized = () => Promise.resolve({ kind: 'unauthorized' } as const);
const answering =
  (instance: Record<string, unknown>, site: Record<string, unknown> = {}) =>
  () =>
    Promise.resolve({ kind: 'answered', value: { instance, site } } as const);
const namesOf = (upstream: { calls: readonly { name: string }[] }) =>
  upstream.calls.map(({ name }) => name);

describe('createLoadInstance', () => {
  it('loads with a token of the app, and once more without a new one', async () => {
    const { upstream, load } = setUp();
    const loaded = await load('a');
    expect(loaded).toMatchObject({ kind: 'loaded', siteId: 'site-1' });
    await load('a');
    expect(namesOf(upstream)).toEqual(['appToken', 'getAppInstance', 'getAppInstance']);
    expect(upstream.calls[2]?.about).toBe(upstream.calls[1]?.about);
  });

  it('keeps only what may leave: the projections, as JSON', async () => {
    const owner = { instanceId: 'a', appName: 'Clock', ownerEmail: 'owner@example.com' };
    const { load } = setUp({
      getAppInstance: answering(owner, { ownerEmail: 'owner@example.com' }),
    });
    const loaded = await load('a');
    if (loaded.kind !== 'loaded') expect.unreachable(loaded.kind);
    const { visitor, collaborator } = loaded.representations;
    expect(JSON.parse(visitor.body)).toEqual({
      instanceId: 'a',
      instance: { appName: 'Clock' },
      site: {},
    });
    expect(visitor.etag).toBe(`"${sha256(visitor.body)}"`);
    expect(collaborator.body).not.toContain('owner@');
  });

  it.each([[undefined], [42], [{}], [null]])('knows no site when siteId is %o', async (siteId) => {
    const { load } = setUp({ getAppInstance: answering({ instanceId: 'a' }, { siteId }) });
    expect(await load('a')).toMatchObject({ kind: 'loaded', siteId: undefined });
  });

  it('makes no call once the budget is spent, and says when there is room', async () => {
    const { clock, upstream, load } = setUp({}, 2);
    await load('a');
    await clock.advance(15_000);
    await load('a');
    const calls = upstream.calls.length;
    expect(await load('a')).toEqual({
      kind: 'failed',
      failure: { kind: 'rate_limited', retryAfterSeconds: 45, asked: false },
    });
    expect(upstream.calls).toHaveLength(calls);
    expect(await load('b')).toMatchObject({ kind: 'loaded' });
  });

  it('tries once more with a new token when the kept one was revoked', async () => {
    const { upstream, load } = setUp();
    await load('a');
    const revoked = upstream.calls[1]?.about;
    const healthy = createFakeUpstream();
    upstream.answer({
      getAppInstance: (instanceId, token) =>
        token === revoked ? unauthorized() : healthy.getAppInstance(instanceId, token),
    });
    expect(await load('a')).toMatchObject({ kind: 'loaded' });
    expect(namesOf(upstream).slice(2)).toEqual(['getAppInstance', 'appToken', 'getAppInstance']);
  });

  it('gives up when a new token is refused as well, after one retry', async () => {
    const { upstream, load } = setUp();
    await load('a');
    upstream.answer({ getAppInstance: unauthorized });
    expect(await load('a')).toEqual({
      kind: 'failed',
      failure: { kind: 'error', reason: 'status', status: 401 },
    });
    expect(namesOf(upstream).slice(2)).toEqual(['getAppInstance', 'appToken', 'getAppInstance']);
  });

  it('does not try again when a brand-new token is refused, and does not keep it', async () => {
    const { upstream, load } = setUp({ getAppInstance: unauthorized });
    expect(await load('a')).toMatchObject({ kind: 'failed', failure: { status: 401 } });
    expect(namesOf(upstream)).toEqual(['appToken', 'getAppInstance']);
    await load('a');
    expect(upstream.count('appToken')).toBe(2);
  });

  it('does not try again for which there is no budget', async () => {
    const { upstream, load } = setUp({}, 2);
    await load('a');
    upstream.answer({ getAppInstance: unauthorized });
    expect(await load('a')).toMatchObject({ failure: { kind: 'rate_limited', asked: false } });
    expect(upstream.count('getAppInstance')).toBe(2);
  });

  it('is guarded as a whole, so that an exchange that succeeds does not count for it', async () => {
    const results: unknown[] = [];
    const watching: Guard = async (attempt) => {
      const result = await attempt();
      results.push(result);
      return result;
    };
    const failure = failed({ kind: 'error', reason: 'status', status: 500 });
    const { load } = setUp({ getAppInstance: () => Promise.resolve(failure) }, 100, watching);
    await load('a');
    expect(results).toEqual([failure]);
  });

  it('makes no call that the guard does not let through', async () => {
    const open = failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 });
    const { upstream, load } = setUp({}, 100, () => Promise.resolve(open));
    expect(await load('a')).toEqual(open);
    expect(upstream.calls).toEqual([]);
  });

  it.each([['b'], [undefined], [null], [42], ['A']])(
    'takes an answer about instance %o for an error',
    async (instanceId) => {
      const { load } = setUp({ getAppInstance: answering({ instanceId, appName: 'Clock' }) });
      expect(await load('a')).toEqual({
        kind: 'failed',
        failure: { kind: 'error', reason: 'unexpected_answer' },
      });
    },
  );

  it.each(['appToken', 'getAppInstance'] as const)(
    'knows from %s that the instance is not there',
    async (name) => {
      const { load } = setUp({ [name]: () => Promise.resolve({ kind: 'not_found' }) });
      expect(await load('a')).toEqual({ kind: 'not_found' });
    },
  );

  it.each(['appToken', 'getAppInstance'] as const)('hands on a failure of %s', async (name) => {
    const timedOut = failed({ kind: 'timeout' });
    const { load } = setUp({ [name]: () => Promise.resolve(timedOut) });
    expect(await load('a')).toEqual(timedOut);
  });

  it('does not ask for the instance when there is no token to ask with', async () => {
    const timedOut = failed({ kind: 'timeout' });
    const { upstream, load } = setUp({ appToken: () => Promise.resolve(timedOut) });
    await load('a');
    expect(upstream.count('getAppInstance')).toBe(0);
  });
});
