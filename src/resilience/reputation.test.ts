import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { failed } from './failure.ts';
import { createReputation } from './reputation.ts';

const GOOD = { kind: 'verified' };
const REFUSED = { kind: 'refused' };
const OUTAGE = failed({ kind: 'timeout' });

function setUp() {
  const clock = createFakeClock();
  const reputation = createReputation(clock);
  return {
    clock,
    isBad: (lane = 'lane') => reputation.isBad(lane),
    record: (times: number, result: unknown, lane = 'lane') => {
      for (let n = 0; n < times; n += 1) reputation.record(lane, result);
    },
  };
}

describe('the reputation of a lane', () => {
  test('is good at first', () => {
    expect(setUp().isBad()).toBe(false);
  });

  test('turns bad after eleven refusals in a row, and not after ten', () => {
    const { isBad, record } = setUp();
    record(10, REFUSED);
    expect(isBad()).toBe(false);
    record(1, REFUSED);
    expect(isBad()).toBe(true);
  });

  test('stays good with fewer refusals than good results', () => {
    const { isBad, record } = setUp();
    for (let n = 0; n < 100; n += 1) {
      record(2, REFUSED);
      record(3, GOOD);
      expect(isBad()).toBe(false);
    }
  });

  test('recovers after eleven good results, however many refusals came before', () => {
    const { isBad, record } = setUp();
    record(10_000, REFUSED);
    record(10, GOOD);
    expect(isBad()).toBe(true);
    record(1, GOOD);
    expect(isBad()).toBe(false);
  });

  test('does not affect other lanes', () => {
    const { isBad, record } = setUp();
    record(20, REFUSED, 'one');
    expect(isBad('another')).toBe(false);
  });

  test('does not change by an outage, in either direction', () => {
    const { isBad, record } = setUp();
    record(100, OUTAGE);
    expect(isBad()).toBe(false);
    record(11, REFUSED);
    record(100, OUTAGE);
    expect(isBad()).toBe(true);
  });

  test('is remembered for half a minute after the latest result', async () => {
    const { clock, isBad, record } = setUp();
    record(11, REFUSED);
    await clock.advance(29_999);
    expect(isBad()).toBe(true);
    await clock.advance(1);
    expect(isBad()).toBe(false);
  });
});
