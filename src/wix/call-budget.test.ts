import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createCallBudget } from './call-budget.ts';

function setUp(callsPerMinute: number, maxInstances = 10) {
  const clock = createFakeClock();
  return { clock, budget: createCallBudget({ callsPerMinute, maxInstances, clock }) };
}

describe('createCallBudget', () => {
  it('grants so many calls, and says when there is room for the next', async () => {
    const { clock, budget } = setUp(2);
    expect(budget.take('a')).toEqual({ granted: true });
    await clock.advance(10_000);
    expect(budget.take('a')).toEqual({ granted: true });
    expect(budget.take('a')).toEqual({ granted: false, retryAfterSeconds: 50 });
    await clock.advance(500);
    expect(budget.take('a')).toEqual({ granted: false, retryAfterSeconds: 50 });
  });

  it('has room again exactly 60 s after the oldest call, for one more and not for two', async () => {
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

  it('does not count what it denied', async () => {
    const { clock, budget } = setUp(1);
    budget.take('a');
    await clock.advance(59_000);
    expect(budget.take('a').granted).toBe(false);
    await clock.advance(1_000);
    expect(budget.take('a').granted).toBe(true);
  });

  it('counts for each instance apart', () => {
    const { budget } = setUp(1);
    expect(budget.take('a').granted).toBe(true);
    expect(budget.take('b').granted).toBe(true);
    expect(budget.take('a').granted).toBe(false);
  });

  it('goes by the monotonic clock', () => {
    const { clock, budget } = setUp(1);
    budget.take('a');
    clock.jump(3_600_000);
    expect(budget.take('a').granted).toBe(false);
  });

  it('never lets more through in any 60 s, and never denies while there is room', async () => {
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
