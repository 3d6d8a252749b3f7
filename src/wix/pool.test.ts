import { describe, expect, it } from 'vitest';
import { type Asked, failed } from '../get-instance/upstream.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createPool } from './pool.ts';

type Answer = Asked<string>;

const WELL: Answer = { kind: 'answered', value: 'well' };
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

function setUp(maxConcurrency: number) {
  const clock = createFakeClock();
  const pool = createPool({ maxConcurrency, reclaimAfterMs: 4_000, clock });
  const began: string[] = [];
  return {
    clock,
    pool,
    began,
    run: (name: string, work: Promise<Answer>) =>
      pool.run(() => {
        began.push(name);
        return work;
      }),
  };
}

describe('the pool', () => {
  it('lets so many be under way, four times as many wait, and turns the next away', async () => {
    const { pool, began, run } = setUp(2);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const accepted = Array.from({ length: 10 }, () => run('accepted', promise));
    expect(pool.inFlight).toBe(2);
    expect(await run('turned away', promise)).toEqual(QUEUE_FULL);
    expect(began).toEqual(['accepted', 'accepted']);

    resolve(WELL);
    expect(await Promise.all(accepted)).toEqual(Array.from({ length: 10 }, () => WELL));
    expect(began).toHaveLength(10);
    expect(pool.inFlight).toBe(0);
  });

  it('lets them in in the order in which they came', async () => {
    const { began, run } = setUp(1);
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => run(name, Promise.resolve(WELL))));
    expect(began).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives the place back also when the work is a bug, and hands the bug on', async () => {
    const { pool, run } = setUp(1);
    const bug = run('bug', Promise.reject(new TypeError('a bug')));
    const next = run('next', Promise.resolve(WELL));
    await expect(bug).rejects.toThrow('a bug');
    expect(await next).toEqual(WELL);
    expect(pool.inFlight).toBe(0);
  });

  it('takes back a place whose holder never returns, but not before its time', async () => {
    const { clock, run } = setUp(1);
    void run('lost', never<Answer>());
    await clock.advance(3_999);
    let answered = false;
    void run('waits', Promise.resolve(WELL)).then(() => (answered = true));
    await settle();
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(await run('goes in', Promise.resolve(WELL))).toEqual(WELL);
    await settle();
    expect(answered).toBe(true);
  });
});
