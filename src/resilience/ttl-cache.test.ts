import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../test-support/fake-clock.ts';
import { createTimedStore } from './ttl-cache.ts';

function setUp(max = 3) {
  const clock = createFakeClock();
  return { clock, store: createTimedStore<string>({ max, clock }) };
}

describe('createTimedStore', () => {
  it('keeps a value for its time, and not a millisecond longer', async () => {
    const { clock, store } = setUp();
    store.set('a', 'value', 1000);
    await clock.advance(999);
    expect(store.get('a')).toBe('value');
    await clock.advance(1);
    expect(store.get('a')).toBeUndefined();
    expect(store.size).toBe(0);
  });

  it('takes no notice of a wall clock that jumps', async () => {
    const { clock, store } = setUp();
    store.set('a', 'value', 1000);
    clock.jump(3_600_000);
    expect(store.get('a')).toBe('value');
    clock.jump(-7_200_000);
    await clock.advance(1000);
    expect(store.get('a')).toBeUndefined();
  });

  it('counts the time anew when a value is set again', async () => {
    const { clock, store } = setUp();
    store.set('a', 'old', 1000);
    await clock.advance(900);
    store.set('a', 'new', 1000);
    await clock.advance(900);
    expect(store.get('a')).toBe('new');
  });

  it.each([0, -1, Number.NaN])('keeps nothing for %d ms, not even what was there', (keepMs) => {
    const { store } = setUp();
    store.set('a', 'old', 1000);
    store.set('a', 'new', keepMs);
    expect(store.get('a')).toBeUndefined();
    expect(store.size).toBe(0);
  });

  it('keeps a value for ever when it is told so', async () => {
    const { clock, store } = setUp();
    store.set('a', 'value', Number.POSITIVE_INFINITY);
    await clock.advance(1e12);
    expect(store.get('a')).toBe('value');
  });

  it('never holds more than its maximum: the least recently used goes', () => {
    const { store } = setUp(3);
    for (const key of ['a', 'b', 'c']) store.set(key, key, 1000);
    store.get('a');
    store.set('d', 'd', 1000);
    expect(store.size).toBe(3);
    expect(['a', 'b', 'c', 'd'].map((key) => store.get(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  it('tells whether it has something, for as long as it can be got', async () => {
    const { clock, store } = setUp();
    expect(store.has('a')).toBe(false);
    store.set('a', 'value', 1000);
    await clock.advance(999);
    expect(store.has('a')).toBe(true);
    await clock.advance(1);
    expect(store.has('a')).toBe(false);
  });

  it('takes it for no use to be asked whether it has something', () => {
    const { store } = setUp(2);
    store.set('a', 'a', 1000);
    store.set('b', 'b', 1000);
    expect(store.has('a')).toBe(true);
    store.set('c', 'c', 1000);
    expect([store.has('a'), store.has('b'), store.has('c')]).toEqual([false, true, true]);
  });

  it('forgets what is deleted', () => {
    const { store } = setUp();
    store.set('a', 'value', 1000);
    store.delete('a');
    expect(store.get('a')).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', ''])('takes %o for a key like any other', (key) => {
    const { store } = setUp();
    expect(store.get(key)).toBeUndefined();
    store.set(key, 'value', 1000);
    expect(store.get(key)).toBe('value');
  });
});
