import { describe, expect, it } from 'vitest';
import { failed } from './failure.ts';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createSuspicion } from './reputation.ts';

const GOOD = { kind: 'verified' };
const REFUSED = { kind: 'refused' };
const OUTAGE = failed({ kind: 'timeout' });

function setUp() {
  const clock = createFakeClock();
  const suspicion = createSuspicion(clock);
  return {
    clock,
    rests: (lane = 'lane') => suspicion.rests(lane),
    note: (times: number, result: unknown, lane = 'lane') => {
      for (let n = 0; n < times; n += 1) suspicion.note(lane, result);
    },
  };
}

describe('suspicion', () => {
  it('rests on no lane of which nothing is known', () => {
    expect(setUp().rests()).toBe(false);
  });

  it('rests on a lane after eleven refusals in a row, and not after ten', () => {
    const { rests, note } = setUp();
    note(10, REFUSED);
    expect(rests()).toBe(false);
    note(1, REFUSED);
    expect(rests()).toBe(true);
  });

  it('rests on no lane with fewer refusals than good answers', () => {
    const { rests, note } = setUp();
    for (let n = 0; n < 100; n += 1) {
      note(2, REFUSED);
      note(3, GOOD);
      expect(rests()).toBe(false);
    }
  });

  it('leaves a lane, however often it was refused, once good answers prevail again', () => {
    const { rests, note } = setUp();
    note(10_000, REFUSED);
    note(10, GOOD);
    expect(rests()).toBe(true);
    note(1, GOOD);
    expect(rests()).toBe(false);
  });

  it('does not rest on the lanes beside', () => {
    const { rests, note } = setUp();
    note(20, REFUSED, 'one');
    expect(rests('another')).toBe(false);
  });

  it('takes an outage for nothing, neither for a lane nor against it', () => {
    const { rests, note } = setUp();
    note(100, OUTAGE);
    expect(rests()).toBe(false);
    note(11, REFUSED);
    note(100, OUTAGE);
    expect(rests()).toBe(true);
  });

  it('outlasts a pause of less than half a minute, and no longer one', async () => {
    const { clock, rests, note } = setUp();
    note(11, REFUSED);
    await clock.advance(29_999);
    expect(rests()).toBe(true);
    await clock.advance(1);
    expect(rests()).toBe(false);
  });
});
