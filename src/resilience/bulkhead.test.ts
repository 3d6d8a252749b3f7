import { describe, expect, test } from 'vitest';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import { createBulkhead } from './bulkhead.ts';
import { type Failed, failed } from './failure.ts';

type Result = { readonly kind: 'answered' | 'refused' } | Failed;

const GOOD: Result = { kind: 'answered' };
const REFUSED: Result = { kind: 'refused' };
const QUEUE_FULL = failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
/** Nobody awaited it any more. */
const DROPPED = failed({ kind: 'timeout', called: false });

function setUp(maxConcurrency: number) {
  const clock = createFakeClock();
  const bulkhead = createBulkhead({ maxConcurrency, reclaimAfterMs: 4_000, clock });
  const started: string[] = [];
  const run = (
    name: string,
    work: Promise<Result>,
    lane = '',
    isAwaited: () => boolean = () => true,
  ) =>
    bulkhead.run(
      () => {
        started.push(name);
        return work;
      },
      { lane, isAwaited },
    );
  return {
    clock,
    bulkhead,
    started,
    run,
    /** Runs `times` attempts of the lane, one after another. */
    runEarlier: async (times: number, result: Result, lane: string) => {
      for (let n = 0; n < times; n += 1) await run('earlier', Promise.resolve(result), lane);
      started.length = 0;
    },
  };
}

/** Starts `count` attempts that stay in flight until `end`. */
function startAttempts(count: number, start: (work: Promise<Result>) => Promise<Result>) {
  const works = Array.from({ length: count }, () => Promise.withResolvers<Result>());
  const results = works.map(({ promise }) => start(promise));
  return { results, end: (n: number, result = GOOD) => works[n]?.resolve(result) };
}

describe('the bulkhead', () => {
  test('limits the attempts in flight, queues four per slot, and rejects the next one', async () => {
    const { bulkhead, started, run } = setUp(2);
    const { promise, resolve } = Promise.withResolvers<Result>();
    const accepted = Array.from({ length: 10 }, () => run('accepted', promise));
    expect(bulkhead.inFlight).toBe(2);
    expect(await run('rejected', promise)).toEqual(QUEUE_FULL);
    expect(started).toEqual(['accepted', 'accepted']);

    resolve(GOOD);
    expect(await Promise.all(accepted)).toEqual(Array.from({ length: 10 }, () => GOOD));
    expect(started).toHaveLength(10);
    expect(bulkhead.inFlight).toBe(0);
  });

  test('starts attempts in the order of their arrival', async () => {
    const { started, run } = setUp(1);
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => run(name, Promise.resolve(GOOD))));
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  test('releases the slot of an attempt that throws, and rethrows the error', async () => {
    const { bulkhead, run } = setUp(1);
    const bug = run('bug', Promise.reject(new TypeError('a bug')));
    const next = run('next', Promise.resolve(GOOD));
    await expect(bug).rejects.toThrow('a bug');
    expect(await next).toEqual(GOOD);
    expect(bulkhead.inFlight).toBe(0);
  });

  test('reclaims the slot of an attempt that never returns, but not too early', async () => {
    const { clock, started, run } = setUp(1);
    void run('lost', never<Result>());
    await clock.advance(3_999);
    let hasReturned = false;
    void run('waiting', Promise.resolve(GOOD)).then(() => (hasReturned = true));
    await settle();
    expect(hasReturned).toBe(false);
    await clock.advance(1);
    expect(await run('newest', Promise.resolve(GOOD))).toEqual(GOOD);
    await settle();
    expect(hasReturned).toBe(true);
    expect(started).toEqual(['lost', 'waiting', 'newest']);
  });

  test('releases a slot only once when its attempt returns after the slot was reclaimed', async () => {
    const { clock, bulkhead, run } = setUp(1);
    const late = startAttempts(1, (work) => run('late', work));
    await clock.advance(4_000);
    void run('next', never<Result>());
    late.end(0);
    await settle();
    void run('waiting', never<Result>());
    expect(bulkhead.inFlight).toBe(1);
  });
});

describe('a queued attempt that nobody awaits any more', () => {
  /** One slot, which is taken, and four attempts in the queue. Nobody awaits those in `left`. */
  function setUpQueue() {
    const { bulkhead, started, run } = setUp(1);
    const left = new Set<string>();
    const holder = startAttempts(1, (work) => run('holder', work));
    const queue = (name: string) => run(name, Promise.resolve(GOOD), '', () => !left.has(name));
    const [a, b, c, d] = [queue('a'), queue('b'), queue('c'), queue('d')];
    const leave = (...names: string[]) => {
      for (const name of names) left.add(name);
    };
    return { bulkhead, started, leave, queue, endHolder: () => holder.end(0), a, b, c, d };
  }

  test('is dropped when its turn comes, and the next one starts instead', async () => {
    const { bulkhead, started, leave, endHolder, a, b, c, d } = setUpQueue();
    leave('a', 'b');
    endHolder();
    expect(await Promise.all([a, b, c, d])).toEqual([DROPPED, DROPPED, GOOD, GOOD]);
    expect(started).toEqual(['holder', 'c', 'd']);
    expect(bulkhead.inFlight).toBe(0);
  });

  test('makes room for a newcomer while the queue is full', async () => {
    const { started, leave, queue, endHolder, a, b } = setUpQueue();
    expect(await queue('too many')).toEqual(QUEUE_FULL);
    leave('a');
    const newest = queue('newest');
    expect(await a).toEqual(DROPPED);
    endHolder();
    expect(await b).toEqual(GOOD);
    expect(await newest).toEqual(GOOD);
    expect(started).toEqual(['holder', 'b', 'c', 'd', 'newest']);
  });

  test('leaves the slot free where no other waits', async () => {
    const { bulkhead, started, leave, queue, endHolder, a, d } = setUpQueue();
    leave('a', 'b', 'c', 'd');
    endHolder();
    expect([await a, await d]).toEqual([DROPPED, DROPPED]);
    expect(bulkhead.inFlight).toBe(0);
    expect(await queue('next')).toEqual(GOOD);
    expect(started).toEqual(['holder', 'next']);
  });

  test('is asked when its turn comes, not before', async () => {
    const { started, leave, endHolder, a, d } = setUpQueue();
    endHolder();
    expect(await a).toEqual(GOOD);
    leave('a');
    expect(await d).toEqual(GOOD);
    expect(started).toEqual(['holder', 'a', 'b', 'c', 'd']);
  });
});

describe('lanes of the bulkhead', () => {
  test('may each use all slots while their reputation is good', async () => {
    const { bulkhead, run, runEarlier } = setUp(32);
    await runEarlier(50, GOOD, 'viral');
    startAttempts(40, (work) => run('viral', work, 'viral'));
    expect(bulkhead.inFlight).toBe(32);
  });

  test('take turns at the released slots', async () => {
    const { started, run } = setUp(1);
    const first = startAttempts(1, (work) => run('first', work, 'busy'));
    for (const name of ['busy 1', 'busy 2', 'busy 3'])
      void run(name, Promise.resolve(GOOD), 'busy');
    void run('quiet', Promise.resolve(GOOD), 'quiet');
    first.end(0);
    await settle();
    expect(started).toEqual(['first', 'busy 1', 'quiet', 'busy 2', 'busy 3']);
  });

  test('make room in a full queue: the longest lane loses its newest attempt', async () => {
    const { run } = setUp(1);
    void run('holder', never<Result>(), 'busy');
    const waiting = Array.from({ length: 4 }, () => run('busy', never<Result>(), 'busy'));
    void run('quiet', never<Result>(), 'quiet');
    expect(await Promise.race(waiting)).toEqual(QUEUE_FULL);
    expect(await Promise.race([waiting[3], waiting[0]])).toEqual(QUEUE_FULL);
    expect(await run('busy', never<Result>(), 'busy')).toEqual(QUEUE_FULL);
  });
});

describe('a lane with a bad reputation', () => {
  test.each([
    { maxConcurrency: 4, slots: 1 },
    { maxConcurrency: 16, slots: 1 },
    { maxConcurrency: 31, slots: 1 },
    { maxConcurrency: 32, slots: 2 },
    { maxConcurrency: 33, slots: 2 },
  ])(
    'gets $slots of $maxConcurrency slots, and a queue of four per slot',
    async ({ maxConcurrency, slots }) => {
      const { bulkhead, started, run, runEarlier } = setUp(maxConcurrency);
      await runEarlier(11, REFUSED, 'flood');
      let rejected = 0;
      for (let n = 0; n < slots + 4 * slots; n += 1) {
        void run('flood', never<Result>(), 'flood').then(() => (rejected += 1));
      }
      await settle();
      expect(bulkhead.inFlight).toBe(slots);
      expect(started).toHaveLength(slots);
      expect(rejected).toBe(0);
      expect(await run('rejected', never<Result>(), 'flood')).toEqual(QUEUE_FULL);
    },
  );

  test('gets a slot even where a sixteenth is less than one', async () => {
    const { run, runEarlier } = setUp(4);
    await runEarlier(11, REFUSED, 'flood');
    expect(await run('accepted', Promise.resolve(GOOD), 'flood')).toEqual(GOOD);
  });

  test('shares its sixteenth with all other lanes with a bad reputation', async () => {
    const { bulkhead, run, runEarlier } = setUp(32);
    for (const lane of ['flood 1', 'flood 2', 'flood 3']) {
      await runEarlier(11, REFUSED, lane);
      void run(lane, never<Result>(), lane);
    }
    expect(bulkhead.inFlight).toBe(2);
  });

  test('leaves all other slots to good lanes', async () => {
    const { bulkhead, started, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'flood');
    startAttempts(100, (work) => run('flood', work, 'flood'));
    startAttempts(30, (work) => run('good', work, 'good'));
    expect(bulkhead.inFlight).toBe(32);
    await settle();
    expect(started.filter((name) => name === 'good')).toHaveLength(30);
  });

  test('takes no slot beyond the maximum while good lanes hold all slots', async () => {
    const { bulkhead, started, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'flood');
    const good = startAttempts(32, (work) => run('good', work, 'good'));
    startAttempts(5, (work) => run('flood', work, 'flood'));
    await settle();
    expect(bulkhead.inFlight).toBe(32);
    expect(started).not.toContain('flood');

    good.end(0);
    await settle();
    expect(bulkhead.inFlight).toBe(32);
    expect(started.filter((name) => name === 'flood')).toHaveLength(1);
  });

  test('counts towards the maximum for good lanes', async () => {
    const { bulkhead, started, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'flood');
    startAttempts(100, (work) => run('flood', work, 'flood'));
    const good = startAttempts(40, (work) => run('good', work, 'good'));
    await settle();
    expect(bulkhead.inFlight).toBe(32);
    expect(started.filter((name) => name === 'good')).toHaveLength(30);

    good.end(0);
    await settle();
    expect(bulkhead.inFlight).toBe(32);
    expect(started.filter((name) => name === 'good')).toHaveLength(31);
    expect(started.filter((name) => name === 'flood')).toHaveLength(2);
  });

  test('gets its turn even while good lanes fill the queue', async () => {
    const { started, run, runEarlier } = setUp(1);
    await runEarlier(11, REFUSED, 'flood');
    const first = startAttempts(1, (work) => run('first', work, 'good'));
    for (const name of ['good 1', 'good 2']) void run(name, Promise.resolve(GOOD), 'good');
    for (const name of ['flood 1', 'flood 2']) void run(name, Promise.resolve(REFUSED), 'flood');
    first.end(0);
    await settle();
    expect(started).toEqual(['first', 'flood 1', 'good 1', 'flood 2', 'good 2']);
  });

  test('is limited to its sixteenth also for attempts that queued before', async () => {
    const { bulkhead, run } = setUp(32);
    const flood = startAttempts(150, (work) => run('flood', work, 'flood'));
    expect(bulkhead.inFlight).toBe(32);
    for (let n = 0; n < 32; n += 1) flood.end(n, REFUSED);
    await settle();
    // The first ten refusals leave the reputation good, and each of them admits one attempt.
    // The limit of two slots and eight places in the queue then holds for the rest.
    expect(bulkhead.inFlight).toBe(10 + 2);
    expect(await Promise.all(flood.results.slice(32 + 10 + 2 + 8))).toEqual(
      Array.from({ length: 98 }, () => QUEUE_FULL),
    );
  });

  test('keeps its reputation over a pause of ten seconds', async () => {
    const { clock, bulkhead, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'flood');
    await clock.advance(10_000);
    startAttempts(10, (work) => run('flood', work, 'flood'));
    expect(bulkhead.inFlight).toBe(2);
  });

  test('gets all slots again after good results', async () => {
    const { bulkhead, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'lane');
    await runEarlier(11, GOOD, 'lane');
    startAttempts(32, (work) => run('lane', work, 'lane'));
    expect(bulkhead.inFlight).toBe(32);
  });

  test('releases a slot only once when its attempt returns after the slot was reclaimed', async () => {
    const { clock, bulkhead, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'flood');
    const late = startAttempts(2, (work) => run('late', work, 'flood'));
    await clock.advance(4_000);
    startAttempts(2, (work) => run('next', work, 'flood'));
    late.end(0, REFUSED);
    late.end(1, REFUSED);
    await settle();
    startAttempts(2, (work) => run('waiting', work, 'flood'));
    expect(bulkhead.inFlight).toBe(2);
  });

  test('gets reclaimed slots back', async () => {
    const { clock, run, runEarlier } = setUp(32);
    await runEarlier(11, REFUSED, 'flood');
    startAttempts(2, (work) => run('lost', work, 'flood'));
    await clock.advance(4_000);
    expect(await run('accepted', Promise.resolve(GOOD), 'flood')).toEqual(GOOD);
  });
});
