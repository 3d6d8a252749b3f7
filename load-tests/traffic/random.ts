/** Numbers from 0 up to 1. */
export type Random = () => number;

/** Random numbers by position: a position yields the same numbers wherever and whenever it is read. */
export interface Draws {
  /** From now on, `next` depends only on the seed, the stream and this number. */
  readonly startAt: (number: number) => void;
  readonly next: Random;
}

/**
 * Creates draws, which make a page view independent of the virtual user that draws it. The generator is
 * Mulberry32: its output is mixed well enough that neighbouring positions are unrelated. A step takes k6's
 * interpreter a microsecond, and a page view takes a dozen steps.
 */
export function createDraws(seed: number, stream: number): Draws {
  // k6 looks up a property of a global as slowly as it computes the product.
  const multiply = Math.imul;
  const key = mix(mix(seed | 0) ^ stream);
  let state = 0;
  return {
    startAt(number) {
      state = (key + multiply(number, 0x9e3779b1)) | 0;
    },
    next() {
      state = (state + 0x6d2b79f5) | 0;
      let bits = multiply(state ^ (state >>> 15), state | 1);
      bits ^= bits + multiply(bits ^ (bits >>> 7), bits | 61);
      return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

/** A generator that starts at one position. */
export function randomOf(seed: number, stream: number, number: number): Random {
  const draws = createDraws(seed, stream);
  draws.startAt(number);
  return draws.next;
}

/** The last step of MurmurHash3. */
function mix(number: number): number {
  let bits = (number + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
