import { describe, expect, test } from 'vitest';
import { sha256 } from '../node-crypto.ts';
import { createAdmissionFilter } from './admission-filter.ts';

const key = (n: number) => sha256(`token-${n}`);

describe('createAdmissionFilter', () => {
  test('recognizes a key from its second appearance on', () => {
    const seenBefore = createAdmissionFilter();
    expect([seenBefore(key(1)), seenBefore(key(1)), seenBefore(key(1))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(seenBefore(key(2))).toBe(false);
  });

  test('confuses none of 100,000 keys with another, and recognizes most of them again', () => {
    const seenBefore = createAdmissionFilter();
    const keys = Array.from({ length: 100_000 }, (_, n) => key(n));
    expect(keys.filter((newKey) => seenBefore(newKey))).toEqual([]);
    const recognized = keys.toReversed().filter((knownKey) => seenBefore(knownKey)).length;
    expect(recognized / keys.length).toBeGreaterThan(0.8);
  });

  test('forgets a key after a million newer keys', () => {
    const seenBefore = createAdmissionFilter();
    seenBefore(key(0));
    for (let n = 1; n <= 1_000_000; n += 1) seenBefore(key(n));
    expect(seenBefore(key(0))).toBe(false);
  });
});
