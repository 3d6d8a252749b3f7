import { describe, expect, it } from 'vitest';
import { sha256 } from '../node-crypto.ts';
import { createDoorkeeper } from './admission-filter.ts';

const key = (n: number) => sha256(`token-${n}`);

describe('the doorkeeper', () => {
  it('recognises who has been here, from the second time on', () => {
    const recognises = createDoorkeeper();
    expect([recognises(key(1)), recognises(key(1)), recognises(key(1))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(recognises(key(2))).toBe(false);
  });

  it('takes nobody of 100,000 for somebody else, and forgets few of them', () => {
    const recognises = createDoorkeeper();
    const keys = Array.from({ length: 100_000 }, (_, n) => key(n));
    expect(keys.filter((newcomer) => recognises(newcomer))).toEqual([]);
    const known = keys.toReversed().filter((visitor) => recognises(visitor)).length;
    expect(known / keys.length).toBeGreaterThan(0.8);
  });

  it('makes room by itself: who was here before two million others is new again', () => {
    const recognises = createDoorkeeper();
    recognises(key(0));
    for (let n = 1; n <= 2_000_000; n += 1) recognises(key(n));
    expect(recognises(key(0))).toBe(false);
  });
});
