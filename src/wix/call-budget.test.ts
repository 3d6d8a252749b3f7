import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createCallBudget } from './call-budget.ts';

function setUp(callsPerMinute: number, maxInstances = 10) {
  const clock = createFakeClock();
  return { clock, budget: createCallBudget({ callsPerMinute, maxInstances, clock }) };
}

describe('createCallBudget', () => {
  test('grants calls up to the limit, and then returns when the next call is possible', async () => {
    const { clock, budget } = setUp(2);
    expect(budget.take('a')).toEqual({ granted: true });
    await clock.advance(10_000);
    expect(budget.take('a')).toEqual({ granted: true });
    expect(budget.take('a')).toEqual({ granted: false, retryAfterSeconds: 50 });
    await clock.advance(500);
    expect(budget.take('a')).toEqual({ granted: false, retryAfterSeconds: 50 });
  });

  test('grants one more call exactly 60 s after the oldest call', async () => {
    const { clock, budget } = setUp(2);
    budget.take('a');
    await clock.advance(10_000);
    budget.take('a');
    await clock.advance(49_999);
    expect(budget.take('a')).toEqual({ granted: false, retryAfterSeconds: 1 });
    await clock.advance(1);
    expect(budget.take('a')).toEqual({ granted: true });
    expect(budget.take('a')).toEqual({ granted: false, retryAfterSeconds: 10 });
  });

  test('does not count a denied call', async () => {
    const { clock, budget } = setUp(1);
    budget.take('a');
    await clock.advance(59_000);
    expect(budget.take('a').granted).toBe(false);
    await clock.advance(1_000);
    expect(budget.take('a').granted).toBe(true);
  });

  test('counts separately for each instance', () => {
    const { budget } = setUp(1);
    expect(budget.take('a').granted).toBe(true);
    expect(budget.take('b').granted).toBe(true);
    expect(budget.take('a').granted).toBe(false);
  });

  test('ignores a jump of the wall clock', () => {
    const { clock, budget } = setUp(1);
    budget.take('a');
    clock.jump(3_600_000);
    expect(budget.take('a').granted).toBe(false);
  });

  test('never exceeds the limit in any 60 s, and never denies a call below it', async () => {
    const waits = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), waits, async (limit, pauses) => {
        const { clock, budget } = setUp(limit);
        const granted: number[] = [];
        for (const pause of pauses) {
          if (pause > 0) await clock.advance(pause);
          const now = clock.monotonicMs();
          const inWindow = granted.filter((time) => now - time < 60_000).length;
          const answer = budget.take('a');
          expect(answer.granted).toBe(inWindow < limit);
          if (answer.granted) granted.push(now);
        }
      }),
      { numRuns: 30 },
    );
  });
});
