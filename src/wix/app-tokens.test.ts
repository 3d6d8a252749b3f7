import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createFakeUpstream } from '../test-support/fake-upstream.ts';
import { createAppTokens } from './app-tokens.ts';
import type { Upstream } from '../resilience/failure.ts';

function setUp(appToken?: Upstream['appToken'], maxInstances = 10) {
  const clock = createFakeClock();
  const upstream = createFakeUpstream(appToken && { appToken });
  return { clock, upstream, tokens: createAppTokens({ upstream, maxInstances, clock }) };
}

const lasting = (lifetimeMs: number) => () =>
  Promise.resolve({ kind: 'answered', value: { token: 'app-token', lifetimeMs } } as const);

describe('createAppTokens', () => {
  it('exchanges once, and tells the kept token from the new one', async () => {
    const { upstream, tokens } = setUp();
    const first = await tokens.get('a');
    const second = await tokens.get('a');
    expect(first.kept).toBe(false);
    expect(second).toEqual({ kept: true, answer: first.answer });
    expect(upstream.count('appToken')).toBe(1);
  });

  it('keeps a token for each instance', async () => {
    const { upstream, tokens } = setUp();
    await tokens.get('a');
    expect((await tokens.get('b')).kept).toBe(false);
    expect(upstream.calls.map(({ about }) => about)).toEqual(['a', 'b']);
  });

  it('lets go of a token ten seconds before it expires', async () => {
    const { clock, tokens } = setUp(lasting(14_400_000));
    await tokens.get('a');
    await clock.advance(14_400_000 - 10_001);
    expect((await tokens.get('a')).kept).toBe(true);
    await clock.advance(1);
    expect((await tokens.get('a')).kept).toBe(false);
  });

  it.each([0, 10_000, -5, Number.NaN])(
    'uses a token of %d ms once and never keeps it',
    async (ms) => {
      const { upstream, tokens } = setUp(lasting(ms));
      expect((await tokens.get('a')).answer.kind).toBe('answered');
      expect((await tokens.get('a')).kept).toBe(false);
      expect(upstream.count('appToken')).toBe(2);
    },
  );

  it.each([{ kind: 'not_found' }, { kind: 'failed', failure: { kind: 'timeout' } }] as const)(
    'hands on $kind, and keeps nothing of it',
    async (answer) => {
      const { upstream, tokens } = setUp(() => Promise.resolve(answer));
      expect(await tokens.get('a')).toEqual({ kept: false, answer });
      expect(await tokens.get('a')).toEqual({ kept: false, answer });
      expect(upstream.count('appToken')).toBe(2);
    },
  );

  it('exchanges anew after a token was forgotten', async () => {
    const { tokens } = setUp();
    await tokens.get('a');
    tokens.forget('a');
    expect((await tokens.get('a')).kept).toBe(false);
  });

  it('holds tokens for so many instances and no more', async () => {
    const { tokens } = setUp(undefined, 2);
    for (const instanceId of ['a', 'b', 'c']) await tokens.get(instanceId);
    expect((await tokens.get('c')).kept).toBe(true);
    expect((await tokens.get('a')).kept).toBe(false);
  });
});
