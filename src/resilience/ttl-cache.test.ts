import { describe, expect, test } from 'vitest';
import { createTtlCache } from './ttl-cache.ts';

describe('createTtlCache', () => {
  test('returns a value for its TTL, and not a millisecond longer', () => {
    const cache = createTtlCache<string>(3);
    cache.set('a', 'value', 1000, 500);
    expect(cache.get('a', 1499)).toBe('value');
    expect(cache.get('a', 1500)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  test('counts an expired value in its size until the next get', () => {
    const cache = createTtlCache<string>(3);
    expect(cache.size).toBe(0);
    cache.set('a', 'value', 1000, 0);
    expect(cache.size).toBe(1);
    expect(cache.has('a', 1000)).toBe(false);
    expect(cache.size).toBe(1);
    cache.get('a', 1000);
    expect(cache.size).toBe(0);
  });

  test('restarts the TTL when a value is set again', () => {
    const cache = createTtlCache<string>(3);
    cache.set('a', 'old', 1000, 0);
    cache.set('a', 'new', 1000, 900);
    expect(cache.get('a', 1800)).toBe('new');
  });

  test.each([0, -1, Number.NaN])('deletes the key when it is set with a TTL of %d', (ttlMs) => {
    const cache = createTtlCache<string>(3);
    cache.set('a', 'old', 1000, 0);
    cache.set('a', 'new', ttlMs, 0);
    expect(cache.get('a', 0)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  test.each([
    [1, true],
    [Number.POSITIVE_INFINITY, true],
    [0, false],
    [-1, false],
    [Number.NaN, false],
  ])('set with a TTL of %d returns %s: whether it stored the value', (ttlMs, stored) => {
    expect(createTtlCache<string>(3).set('a', 'value', ttlMs, 0)).toBe(stored);
  });

  test('never expires a value with an infinite TTL', () => {
    const cache = createTtlCache<string>(3);
    cache.set('a', 'value', Number.POSITIVE_INFINITY, 0);
    expect(cache.get('a', 1e12)).toBe('value');
  });

  test('evicts the least recently used value beyond its maximum', () => {
    const cache = createTtlCache<string>(3);
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 1000, 0);
    cache.get('a', 0);
    cache.set('d', 'd', 1000, 0);
    expect(cache.size).toBe(3);
    const values = ['a', 'b', 'c', 'd'].map((key) => cache.get(key, 0));
    expect(values).toEqual(['a', undefined, 'c', 'd']);
  });

  test('has a value for as long as get returns it', () => {
    const cache = createTtlCache<string>(3);
    expect(cache.has('a', 0)).toBe(false);
    cache.set('a', 'value', 1000, 0);
    expect(cache.has('a', 999)).toBe(true);
    expect(cache.has('a', 1000)).toBe(false);
  });

  test('does not count has as a use', () => {
    const cache = createTtlCache<string>(2);
    cache.set('a', 'a', 1000, 0);
    cache.set('b', 'b', 1000, 0);
    expect(cache.has('a', 0)).toBe(true);
    cache.set('c', 'c', 1000, 0);
    expect(['a', 'b', 'c'].map((key) => cache.has(key, 0))).toEqual([false, true, true]);
  });

  test('returns no deleted value', () => {
    const cache = createTtlCache<string>(3);
    cache.set('a', 'value', 1000, 0);
    cache.delete('a');
    expect(cache.get('a', 0)).toBeUndefined();
  });

  test.each(['__proto__', 'constructor', ''])('treats %o as a key like any other', (key) => {
    const cache = createTtlCache<string>(3);
    expect(cache.get(key, 0)).toBeUndefined();
    cache.set(key, 'value', 1000, 0);
    expect(cache.get(key, 0)).toBe('value');
  });
});
