import { describe, expect, test } from 'vitest';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-wix.ts';
import { createSingleFlight, type Flight } from './single-flight.ts';

function setUp() {
  const clock = createFakeClock();
  const keptAlive: Promise<unknown>[] = [];
  const flights = createSingleFlight<string, string>({
    reclaimAfterMs: 1000,
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

  test('reports an undisturbed call as current', async () => {
    const { run } = setUp();
    const current = await new Promise((resolve) => {
      run('a', async (flight) => {
        await settle();
        resolve(flight.isCurrent());
        return '';
      });
    });
    expect(current).toBe(true);
  });

  test('starts a new call after an invalidation, while earlier callers keep waiting', async () => {
    const { flights, run } = setUp();
    const { promise, resolve } = Promise.withResolvers<string>();
    let old: Flight | undefined;
    const waiting = run('a', (flight) => {
      old = flight;
      return promise;
    });
    await settle();
    flights.invalidate('a');
    expect(old?.isCurrent()).toBe(false);

    const next = run('a', () => Promise.resolve('new'));
    expect(next.collapsed).toBe(false);
    resolve('old');
    expect(await waiting.result).toBe('old');
    expect(await next.result).toBe('new');
  });

  test('keeps the newer call in flight when an abandoned one returns late', async () => {
    const { clock, run } = setUp();
    const slow = Promise.withResolvers<string>();
    let old: Flight | undefined;
    const first = run('a', (flight) => {
      old = flight;
      return slow.promise;
    });
    await clock.advance(1000);
    let newer: Flight | undefined;
    run('a', (flight) => {
      newer = flight;
      return never();
    });
    slow.resolve('late');
    await first.result;
    await settle();

    expect(old?.isCurrent()).toBe(false);
    expect(newer?.isCurrent()).toBe(true);
    expect(run('a', mustNotStart).collapsed).toBe(true);
  });
});
