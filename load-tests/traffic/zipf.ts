import type { Random } from './random.ts';

/** Draws a rank from 0, the most frequent, up to the number of ranks. */
export type DrawRank = (random: Random) => number;

/**
 * Ranks whose frequency falls with the given power of the rank: few sites have most of the visitors.
 * Rejection-inversion (W. Hörmann, G. Derflinger: Rejection-inversion to generate variates from
 * monotone discrete distributions, 1996) needs no table, and 1.1 tries on average for any number of ranks.
 */
export function createZipf(ranks: number, exponent: number): DrawRank {
  if (!Number.isInteger(ranks) || ranks < 1) throw new RangeError(`No Zipf of ${ranks} ranks`);
  if (!(exponent > 0)) throw new RangeError(`No Zipf with the exponent ${exponent}`);

  /** The integral of x^-exponent from 1, and its inverse; a logarithm where the exponent is 1. */
  const slope = 1 - exponent;
  const area = (x: number) => (slope === 0 ? Math.log(x) : (x ** slope - 1) / slope);
  const xOf = (y: number) => (slope === 0 ? Math.exp(y) : (1 + y * slope) ** (1 / slope));

  // The first bar has the width of its own height; the others reach from k - 1/2 to k + 1/2.
  const left = area(1.5) - 1;
  const right = area(ranks + 0.5);
  const alwaysWithin = 2 - xOf(area(2.5) - 2 ** -exponent);

  return function drawRank(random) {
    for (;;) {
      const y = right + random() * (left - right);
      const x = xOf(y);
      const k = Math.min(ranks, Math.max(1, Math.round(x)));
      if (k - x <= alwaysWithin || y >= area(k + 0.5) - k ** -exponent) return k - 1;
    }
  };
}
