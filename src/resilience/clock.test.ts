import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { elapsedMs, momentOf } from './clock.ts';

const HOUR_MS = 3_600_000;

describe('the time between two moments', () => {
  test.each([
    ['both clocks moved on together', 5_000, 0, 5_000],
    ['the machine slept', 0, HOUR_MS, HOUR_MS],
    ['the machine slept after a while', 5_000, HOUR_MS, HOUR_MS + 5_000],
    ['the wall clock was set back', 5_000, -HOUR_MS, 5_000],
    ['no time passed', 0, 0, 0],
  ])('where %s', async (_, advanceMs, jumpMs, elapsed) => {
    const clock = createFakeClock();
    const from = momentOf(clock);
    await clock.advance(advanceMs);
    clock.jump(jumpMs);
    expect(elapsedMs(from, momentOf(clock))).toBe(elapsed);
  });
});
