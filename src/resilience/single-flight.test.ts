import { describe, expect, test } from 'vitest';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import { createSingleFlight, type Flight } from './single-flight.ts';

const WAIT_MS = 1_000;

function setUp() {
  const clock = createFakeClock();
  const keptAlive: Promise<unknown>[] = [];
  const flights = createSingleFlight<string, string>({
    waitMs: WAIT_MS,
    clock,
    keepAlive: (work) => keptAlive.push(work),
  });
  const run = (key: string, start: (flight: Flight) => Promise<string>, owner = 'owner') =>
    flights.run(key, owner, start);
  return { clock, flights, keptAlive, run };
}

const mustNotStart = () => Promise.reject(new Error('a second call was made'));

describe('createSingleFlight', () => {
  test('makes one call for all concurrent callers', async () => {
    const { run } = setUp();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = run('a', () => promise);
    const others = Array.from({ length: 10 }, () => run('a', mustNotStart));
    resolve('answer');

    expect(first.collapsed).toBe(false);
    expect(others.every(({ collapsed }) => collapsed)).toBe(true);
    const results = await Promise.all([first, ...others].map(({ result }) => result));
    expect(new Set(results)).toEqual(new Set(['answer']));
  });

  test('names the caller that started the call as its owner', () => {
    const { run } = setUp();
    expect(run('a', never, 'first').owner).toBe('first');
    expect(run('a', mustNotStart, 'second').owner).toBe('first');
    expect(run('b', never, 'second').owner).toBe('second');
  });

  test('keeps the call alive, once for all callers', async () => {
    const { keptAlive, run } = setUp();
    run('a', () => Promise.resolve('answer'));
    run('a', mustNotStart);
    expect(await Promise.all(keptAlive)).toEqual(['answer']);
  });

  test('makes a separate call for each key', async () => {
    const { run } = setUp();
    const a = run('a', () => Promise.resolve('of a'));
    const b = run('b', () => Promise.resolve('of b'));
    expect([await a.result, await b.result]).toEqual(['of a', 'of b']);
    expect(b.collapsed).toBe(false);
  });

  test('makes a new call once the last one has returned', async () => {
    const { flights, run } = setUp();
    await run('a', () => Promise.resolve('old')).result;
    expect(flights.inFlight('a')).toBe(false);
    const next = run('a', () => Promise.resolve('new'));
    expect(next.collapsed).toBe(false);
    expect(await next.result).toBe('new');
  });

  test('shares an error with the callers that wait, and with no later one', async () => {
    const { run } = setUp();
    const first = run('a', () => Promise.reject(new Error('down')));
    const second = run('a', mustNotStart);
    await expect(first.result).rejects.toThrow('down');
    await expect(second.result).rejects.toThrow('down');
    expect(await run('a', () => Promise.resolve('up')).result).toBe('up');
  });

  test('turns a synchronous throw into a rejection', async () => {
    const { flights, run } = setUp();
    const { result } = run('a', () => {
      throw new Error('synchronous');
    });
    await expect(result).rejects.toThrow('synchronous');
    expect(flights.inFlight('a')).toBe(false);
  });

  test('abandons a call that does not return, exactly at the end of its time', async () => {
    const { clock, flights, run } = setUp();
    run('a', never);
    await clock.advance(999);
    expect(flights.inFlight('a')).toBe(true);
    expect(run('a', mustNotStart).collapsed).toBe(true);

    await clock.advance(1);
    expect(flights.inFlight('a')).toBe(false);
    const next = run('a', () => Promise.resolve('at last'));
    expect(next.collapsed).toBe(false);
    expect(await next.result).toBe('at last');
  });

  test('does not abandon a call when the wall clock jumps', () => {
    const { clock, flights, run } = setUp();
    run('a', never);
    clock.jump(3_600_000);
    expect(flights.inFlight('a')).toBe(true);
    clock.jump(-7_200_000);
    expect(flights.inFlight('a')).toBe(true);
  });
});

/** Starts a call that returns when `end` is called. */
async function startCall(run: ReturnType<typeof setUp>['run'], key = 'a') {
  const call = Promise.withResolvers<string>();
  let flight: Flight | undefined;
  const { result, collapsed } = run(key, (own) => {
    flight = own;
    return call.promise;
  });
  await settle();
  if (!flight) throw new Error('the run joined another call');
  return {
    flight,
    result,
    collapsed,
    end: async (answer = 'answer') => {
      call.resolve(answer);
      await result;
      await settle();
    },
  };
}

describe('the standing of a call', () => {
  test('is the newest, awaited and not invalidated while nothing disturbs it', async () => {
    const { flight } = await startCall(setUp().run);
    expect(flight.isNewest()).toBe(true);
    expect(flight.isAwaited()).toBe(true);
    expect(flight.isInvalidated()).toBe(false);
  });

  test('is that of its own key', async () => {
    const { flights, run } = setUp();
    const { flight } = await startCall(run, 'a');
    const other = await startCall(run, 'b');
    flights.invalidate('b');
    expect(other.flight.isInvalidated()).toBe(true);
    expect(flight.isInvalidated()).toBe(false);
    expect(flight.isNewest()).toBe(true);
  });

  test('tells that nobody waits any more, once the time of the last caller is over', async () => {
    const { clock, run } = setUp();
    const { flight } = await startCall(run);
    await clock.advance(WAIT_MS - 1);
    expect(flight.isAwaited()).toBe(true);
    run('a', mustNotStart);
    await clock.advance(1);
    expect(flight.isAwaited()).toBe(true);
    await clock.advance(WAIT_MS - 2);
    expect(flight.isAwaited()).toBe(true);
    await clock.advance(1);
    expect(flight.isAwaited()).toBe(false);
  });

  test('does not depend on callers of a newer call', async () => {
    const { clock, run } = setUp();
    const old = await startCall(run);
    await clock.advance(WAIT_MS);
    const newer = await startCall(run);
    run('a', mustNotStart);
    expect(old.flight.isAwaited()).toBe(false);
    expect(newer.flight.isAwaited()).toBe(true);
  });

  test('does not change when the wall clock jumps', async () => {
    const { clock, run } = setUp();
    const { flight } = await startCall(run);
    clock.jump(3_600_000);
    expect(flight.isAwaited()).toBe(true);
    clock.jump(-7_200_000);
    await clock.advance(WAIT_MS);
    expect(flight.isAwaited()).toBe(false);
  });
});

describe('an abandoned call', () => {
  test('may still be stored, although a newer call is in flight', async () => {
    const { clock, run } = setUp();
    const old = await startCall(run);
    await clock.advance(WAIT_MS);
    const newer = await startCall(run);
    expect(old.flight.isInvalidated()).toBe(false);
    expect(old.flight.isNewest()).toBe(false);
    expect(newer.flight.isNewest()).toBe(true);
  });

  test('leaves the newer call in flight when it returns late', async () => {
    const { clock, run } = setUp();
    const old = await startCall(run);
    await clock.advance(WAIT_MS);
    const newer = await startCall(run);
    await old.end('late');
    expect(newer.flight.isNewest()).toBe(true);
    expect(newer.flight.isInvalidated()).toBe(false);
    expect(run('a', mustNotStart).collapsed).toBe(true);
  });

  test('is joined by nobody, also once the newer call has returned', async () => {
    const { clock, flights, run } = setUp();
    const old = await startCall(run);
    await clock.advance(WAIT_MS);
    const newer = await startCall(run);
    await newer.end();
    expect(flights.inFlight('a')).toBe(false);
    expect(old.flight.isNewest()).toBe(true);
    expect((await startCall(run)).collapsed).toBe(false);
  });

  test('may not be stored once seven newer ones started, because no invalidation reaches it', async () => {
    const { clock, flights, run } = setUp();
    const oldest = await startCall(run);
    const newer: Flight[] = [];
    for (let n = 0; n < 7; n += 1) {
      await clock.advance(WAIT_MS);
      newer.push((await startCall(run)).flight);
    }
    expect(oldest.flight.isInvalidated()).toBe(false);
    await clock.advance(WAIT_MS);
    newer.push((await startCall(run)).flight);
    expect(oldest.flight.isInvalidated()).toBe(true);
    expect(newer.some((flight) => flight.isInvalidated())).toBe(false);

    await oldest.end();
    flights.invalidate('a');
    expect(newer.every((flight) => flight.isInvalidated())).toBe(true);
  });
});

describe('an invalidation', () => {
  test('starts a new call, while earlier callers keep waiting', async () => {
    const { flights, run } = setUp();
    const old = await startCall(run);
    flights.invalidate('a');
    expect(flights.inFlight('a')).toBe(false);

    const next = run('a', () => Promise.resolve('new'));
    expect(next.collapsed).toBe(false);
    await old.end('old');
    expect(await old.result).toBe('old');
    expect(await next.result).toBe('new');
  });

  test('marks every call of the key that began before it, and none that begins later', async () => {
    const { clock, flights, run } = setUp();
    const abandoned = await startCall(run);
    await clock.advance(WAIT_MS);
    const current = await startCall(run);
    flights.invalidate('a');
    const later = await startCall(run);
    expect(abandoned.flight.isInvalidated()).toBe(true);
    expect(current.flight.isInvalidated()).toBe(true);
    expect(later.flight.isInvalidated()).toBe(false);
  });

  test('of a key without a call does nothing', async () => {
    const { flights, run } = setUp();
    flights.invalidate('a');
    const { flight } = await startCall(run);
    expect(flight.isInvalidated()).toBe(false);
  });

  test('stays with the calls of before when a later one returns first', async () => {
    const { flights, run } = setUp();
    const old = await startCall(run);
    flights.invalidate('a');
    const later = await startCall(run);
    await later.end();
    expect(old.flight.isInvalidated()).toBe(true);
    // Nobody joins the invalidated call.
    expect((await startCall(run)).collapsed).toBe(false);
  });
});
