import { describe, expect, test } from 'vitest';
import { randomOf } from './random.ts';
import { createZipf } from './zipf.ts';

const DRAWS = 200_000;

function frequencies(ranks: number, exponent: number): number[] {
  const drawRank = createZipf(ranks, exponent);
  const random = randomOf(7, 1, 1);
  const counts = Array.from({ length: ranks }, () => 0);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const rank = drawRank(random);
    counts[rank] = (counts[rank] ?? NaN) + 1;
  }
  return counts;
}

function expected(ranks: number, exponent: number): number[] {
  const weights = Array.from({ length: ranks }, (_, rank) => (rank + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (weight / total) * DRAWS);
}

describe('ranks', () => {
  test.each([
    [100, 1],
    [100, 0.5],
    [100, 1.5],
    [100, 1.01],
    [2, 1],
  ])('of %i have the frequencies of the distribution, with the exponent %d', (ranks, exponent) => {
    const seen = frequencies(ranks, exponent);
    // The standard deviation of chi-square is the root of twice the degrees of freedom.
    const chiSquare = expected(ranks, exponent).reduce(
      (sum, due, rank) => sum + ((seen[rank] ?? NaN) - due) ** 2 / due,
      0,
    );
    expect(chiSquare).toBeLessThan(ranks - 1 + 5 * Math.sqrt(2 * (ranks - 1)));
  });

  test('of a hundred thousand stay in range, and the first has a twelfth of all draws', () => {
    const drawRank = createZipf(100_000, 1);
    const random = randomOf(1, 1, 1);
    const drawn = Array.from({ length: DRAWS }, () => drawRank(random));
    expect(Math.min(...drawn.slice(0, 50_000))).toBe(0);
    expect(drawn.every((rank) => Number.isInteger(rank) && rank >= 0 && rank < 100_000)).toBe(true);
    // The 100,000th harmonic number is 12.09.
    const first = drawn.filter((rank) => rank === 0).length / DRAWS;
    expect(first).toBeCloseTo(1 / 12.09, 2);
  });

  test('need little more than one random number each', () => {
    const drawRank = createZipf(100_000, 1);
    const random = randomOf(1, 1, 1);
    let numbers = 0;
    for (let draw = 0; draw < 10_000; draw += 1) {
      drawRank(() => {
        numbers += 1;
        return random();
      });
    }
    expect(numbers).toBeLessThan(11_500);
  });

  test('are always the first when there is only one', () => {
    expect(frequencies(1, 1)).toEqual([DRAWS]);
  });

  test.each([
    [0, 1],
    [1.5, 1],
    [10, 0],
    [10, NaN],
  ])('cannot be drawn from %d ranks with the exponent %d', (ranks, exponent) => {
    expect(() => createZipf(ranks, exponent)).toThrow(RangeError);
  });
});
