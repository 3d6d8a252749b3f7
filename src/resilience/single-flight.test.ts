import { describe, expect, it } from 'vitest';
import { createFakeClock, settle } from '../test-support/fake-clock.ts';
import { never } from '../test-support/fake-upstream.ts';
import { createSingleFlight, type Flight } from './single-flight.ts';

function setUp() {
  const clock = createFakeClock();
  const flights = createSingleFlight<string>({
    reclaimAfterMs: 1000,
    clock,
    keepAlive: () => undefined,
  });
  return { clock, flights };
}

const mustNotStart = () => Promise.reject(new Error('a second call was made'));

describe('createSingleFlight', () => {
  it('makes one call for all who ask while it is under way, and tells who made it', async () => {
    const { flights } = setUp();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = flights.board('a', () => promise);
    const others = Array.from({ length: 10 }, () => flights.board('a', mustNotStart));
    resolve('answer');

    expect(first.collapsed).toBe(false);
    expect(others.every(({ collapsed }) => collapsed)).toBe(true);
    const results = await Promise.all([first, ...others].map(({ result }) => result));
    expect(new Set(results)).toEqual(new Set(['answer']));
  });

  it('makes a call of its own for each key', async () => {
    const { flights } = setUp();
    const a = flights.board('a', () => Promise.resolve('of a'));
    const b = flights.board('b', () => Promise.resolve('of b'));
    expect([await a.result, await b.result]).toEqual(['of a', 'of b']);
    expect(b.collapsed).toBe(false);
  });

  it('makes a new call once the last one is back', async () => {
    const { flights } = setUp();
    await flights.board('a', () => Promise.resolve('old')).result;
    expect(flights.isUnderWay('a')).toBe(false);
    const next = flights.board('a', () => Promise.resolve('new'));
    expect(next.collapsed).toBe(false);
    expect(await next.result).toBe('new');
  });

  it('shares a failure with those who wait, and with nobody after them', async () => {
    const { flights } = setUp();
    const first = flights.board('a', () => Promise.reject(new Error('down')));
    const second = flights.board('a', mustNotStart);
    await expect(first.result).rejects.toThrow('down');
    await expect(second.result).rejects.toThrow('down');
    expect(await flights.board('a', () => Promise.resolve('up')).result).toBe('up');
  });

  it('makes a rejection of what is thrown before the call', async () => {
    const { flights } = setUp();
    const { result } = flights.board('a', () => {
      throw new Error('at once');
    });
    await expect(result).rejects.toThrow('at once');
    expect(flights.isUnderWay('a')).toBe(false);
  });

  it('gives up a call that does not come back, exactly when its time is over', async () => {
    const { clock, flights } = setUp();
    flights.board('a', never);
    await clock.advance(999);
    expect(flights.isUnderWay('a')).toBe(true);
    expect(flights.board('a', mustNotStart).collapsed).toBe(true);

    await clock.advance(1);
    expect(flights.isUnderWay('a')).toBe(false);
    const next = flights.board('a', () => Promise.resolve('at last'));
    expect(next.collapsed).toBe(false);
    expect(await next.result).toBe('at last');
  });

  it('does not give up a call because the wall clock jumped', () => {
    const { clock, flights } = setUp();
    flights.board('a', never);
    clock.jump(3_600_000);
    expect(flights.isUnderWay('a')).toBe(true);
    clock.jump(-7_200_000);
    expect(flights.isUnderWay('a')).toBe(true);
  });

  it('tells a call that nothing came in between', async () => {
    const { flights } = setUp();
    const current = await new Promise((resolve) => {
      flights.board('a', async (flight) => {
        await settle();
        resolve(flight.isCurrent());
        return '';
      });
    });
    expect(current).toBe(true);
  });

  it('lets those who wait go on after an invalidation, and the next caller start anew', async () => {
    const { flights } = setUp();
    const { promise, resolve } = Promise.withResolvers<string>();
    let old: Flight | undefined;
    const waiting = flights.board('a', (flight) => {
      old = flight;
      return promise;
    });
    await settle();
    flights.invalidate('a');
    expect(old?.isCurrent()).toBe(false);

    const next = flights.board('a', () => Promise.resolve('new'));
    expect(next.collapsed).toBe(false);
    resolve('old');
    expect(await waiting.result).toBe('old');
    expect(await next.result).toBe('new');
  });

  it('leaves the newer call standing when an older one comes back late', async () => {
    const { clock, flights } = setUp();
    const slow = Promise.withResolvers<string>();
    let old: Flight | undefined;
    const first = flights.board('a', (flight) => {
      old = flight;
      return slow.promise;
    });
    await clock.advance(1000);
    let newer: Flight | undefined;
    flights.board('a', (flight) => {
      newer = flight;
      return never();
    });
    slow.resolve('late');
    await first.result;
    await settle();

    expect(old?.isCurrent()).toBe(false);
    expect(newer?.isCurrent()).toBe(true);
    expect(flights.board('a', mustNotStart).collapsed).toBe(true);
  });
});
