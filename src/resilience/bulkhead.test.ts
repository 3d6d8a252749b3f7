import { describe, expect, it } from 'vitest';
import { type Asked, failed } from './failure.ts';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createPool } from './bulkhead.ts';

type Answer = Asked<string> | { readonly kind: 'refused' };

const WELL: Answer = { kind: 'answered', value: 'well' };
const REFUSED: Answer = { kind: 'refused' };
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });

function setUp(maxConcurrency: number) {
  const clock = createFakeClock();
  const pool = createPool({ maxConcurrency, reclaimAfterMs: 4_000, clock });
  const began: string[] = [];
  const run = (name: string, work: Promise<Answer>, lane?: string) =>
    pool.run(() => {
      began.push(name);
      return work;
    }, lane);
  return {
    clock,
    pool,
    began,
    run,
    /** Wix answers so many questions of the lane, one after another. */
    answered: async (times: number, answer: Answer, lane: string) => {
      for (let n = 0; n < times; n += 1) await run('earlier', Promise.resolve(answer), lane);
      began.length = 0;
    },
  };
}

/** Work that is under way until it is told to end. */
function underWay(count: number, start: (work: Promise<Answer>) => Promise<Answer>) {
  const works = Array.from({ length: count }, () => Promise.withResolvers<Answer>());
  const answers = works.map(({ promise }) => start(promise));
  return { answers, end: (n: number, answer = WELL) => works[n]?.resolve(answer) };
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
    const { clock, began, run } = setUp(1);
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
    expect(began).toEqual(['lost', 'waits', 'goes in']);
  });

  it('has no place too many when a holder returns after its place was taken back', async () => {
    const { clock, pool, run } = setUp(1);
    const late = underWay(1, (work) => run('late', work));
    await clock.advance(4_000);
    void run('next', never<Answer>());
    late.end(0);
    await settle();
    void run('waits', never<Answer>());
    expect(pool.inFlight).toBe(1);
  });
});

describe('the lanes of the pool', () => {
  it('may each use all of it while nothing is held against them', async () => {
    const { pool, run, answered } = setUp(32);
    await answered(50, WELL, 'viral');
    underWay(40, (work) => run('viral', work, 'viral'));
    expect(pool.inFlight).toBe(32);
  });

  it('take turns at the places that become free', async () => {
    const { began, run } = setUp(1);
    const first = underWay(1, (work) => run('first', work, 'busy'));
    for (const name of ['busy 1', 'busy 2', 'busy 3'])
      void run(name, Promise.resolve(WELL), 'busy');
    void run('quiet', Promise.resolve(WELL), 'quiet');
    first.end(0);
    await settle();
    expect(began).toEqual(['first', 'busy 1', 'quiet', 'busy 2', 'busy 3']);
  });

  it('make room in the full queue: the newest of the longest lane goes for one of another', async () => {
    const { run } = setUp(1);
    void run('holder', never<Answer>(), 'busy');
    const waiting = Array.from({ length: 4 }, () => run('busy', never<Answer>(), 'busy'));
    void run('quiet', never<Answer>(), 'quiet');
    expect(await Promise.race(waiting)).toEqual(QUEUE_FULL);
    expect(await Promise.race([waiting[3], waiting[0]])).toEqual(QUEUE_FULL);
    expect(await run('busy', never<Answer>(), 'busy')).toEqual(QUEUE_FULL);
  });
});

describe('a lane that was mostly refused', () => {
  it('has a sixteenth of the places, and four times as many may wait', async () => {
    const { pool, run, answered } = setUp(32);
    await answered(11, REFUSED, 'flood');
    underWay(10, (work) => run('flood', work, 'flood'));
    expect(pool.inFlight).toBe(2);
    expect(await run('turned away', never<Answer>(), 'flood')).toEqual(QUEUE_FULL);
  });

  it('has one place at least', async () => {
    const { run, answered } = setUp(4);
    await answered(11, REFUSED, 'flood');
    expect(await run('goes in', Promise.resolve(WELL), 'flood')).toEqual(WELL);
  });

  it('shares its sixteenth with all others that were', async () => {
    const { pool, run, answered } = setUp(32);
    for (const lane of ['flood 1', 'flood 2', 'flood 3']) {
      await answered(11, REFUSED, lane);
      void run(lane, never<Answer>(), lane);
    }
    expect(pool.inFlight).toBe(2);
  });

  it('leaves all other places to the others', async () => {
    const { pool, began, run, answered } = setUp(32);
    await answered(11, REFUSED, 'flood');
    underWay(100, (work) => run('flood', work, 'flood'));
    underWay(30, (work) => run('good', work, 'good'));
    expect(pool.inFlight).toBe(32);
    await settle();
    expect(began.filter((name) => name === 'good')).toHaveLength(30);
  });

  it('has its turn also while others would fill the pool', async () => {
    const { began, run, answered } = setUp(1);
    await answered(11, REFUSED, 'flood');
    const first = underWay(1, (work) => run('first', work, 'good'));
    for (const name of ['good 1', 'good 2']) void run(name, Promise.resolve(WELL), 'good');
    for (const name of ['flood 1', 'flood 2']) void run(name, Promise.resolve(REFUSED), 'flood');
    first.end(0);
    await settle();
    expect(began).toEqual(['first', 'flood 1', 'good 1', 'flood 2', 'good 2']);
  });

  it('keeps to its sixteenth with what came before it was known', async () => {
    const { pool, run } = setUp(32);
    const flood = underWay(150, (work) => run('flood', work, 'flood'));
    expect(pool.inFlight).toBe(32);
    for (let n = 0; n < 32; n += 1) flood.end(n, REFUSED);
    await settle();
    // Ten were let in for the ten refusals that told nothing yet; then a sixteenth, and four times that.
    expect(pool.inFlight).toBe(10 + 2);
    expect(await Promise.all(flood.answers.slice(32 + 10 + 2 + 8))).toEqual(
      Array.from({ length: 98 }, () => QUEUE_FULL),
    );
  });

  it('is still known after a moment in which nobody asked', async () => {
    const { clock, pool, run, answered } = setUp(32);
    await answered(11, REFUSED, 'flood');
    await clock.advance(10_000);
    underWay(10, (work) => run('flood', work, 'flood'));
    expect(pool.inFlight).toBe(2);
  });

  it('has the whole pool again after good answers', async () => {
    const { pool, run, answered } = setUp(32);
    await answered(11, REFUSED, 'lane');
    await answered(11, WELL, 'lane');
    underWay(32, (work) => run('lane', work, 'lane'));
    expect(pool.inFlight).toBe(32);
  });

  it('has no place too many when a holder returns after its place was taken back', async () => {
    const { clock, pool, run, answered } = setUp(32);
    await answered(11, REFUSED, 'flood');
    const late = underWay(2, (work) => run('late', work, 'flood'));
    await clock.advance(4_000);
    underWay(2, (work) => run('next', work, 'flood'));
    late.end(0, REFUSED);
    late.end(1, REFUSED);
    await settle();
    underWay(2, (work) => run('waits', work, 'flood'));
    expect(pool.inFlight).toBe(2);
  });

  it('gets back the places whose holders never return', async () => {
    const { clock, run, answered } = setUp(32);
    await answered(11, REFUSED, 'flood');
    underWay(2, (work) => run('lost', work, 'flood'));
    await clock.advance(4_000);
    expect(await run('goes in', Promise.resolve(WELL), 'flood')).toEqual(WELL);
  });
});
