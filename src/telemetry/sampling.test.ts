import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createSampling } from './sampling.ts';

const SAMPLED = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };

function sampling(sampler: string | undefined, { trustCaller = false, ratio = 0.5 } = {}) {
  const clock = createFakeClock();
  let n = 0;
  // Every second number is below one half.
  const random = () => ((n += 1) % 2) * 0.6;
  const options = { sampler, ratio, trustCaller, notablePerSecond: 2, clock, random };
  return { clock, ...createSampling(options) };
}

const heads = (head: (parent: undefined) => boolean) =>
  Array.from({ length: 10 }, () => head(undefined)).filter(Boolean).length;

describe('hits', () => {
  test.each([
    [undefined, 10],
    ['always_on', 10],
    ['parentbased_always_on', 10],
    ['traceidratio', 5],
    ['parentbased_traceidratio', 5],
    ['parentbased_always_off', 0],
    ['always_off', 0],
  ])('under %s, %d of 10 are recorded', (sampler, expected) => {
    expect(heads(sampling(sampler).head)).toBe(expected);
  });

  test('use the sampled flag of a trusted caller only', () => {
    const sampler = 'parentbased_always_off';
    expect(sampling(sampler, { trustCaller: true }).head(SAMPLED)).toBe(true);
    expect(sampling(sampler).head(SAMPLED)).toBe(false);
  });
});

describe('notable requests', () => {
  test('are recorded up to a limit per second', async () => {
    const { notable, clock } = sampling('parentbased_always_off');
    expect([notable(), notable(), notable()]).toEqual([true, true, false]);
    await clock.advance(1_000);
    expect(notable()).toBe(true);
  });

  test('are not recorded under always_off', () => {
    const { head, notable } = sampling('always_off', { trustCaller: true });
    expect([head(SAMPLED), notable()]).toEqual([false, false]);
  });
});
