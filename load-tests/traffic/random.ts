/** Numbers from 0 up to 1. */
export type Random = () => number;

/** Random numbers by place: the same ones come out wherever, and whenever, a place is asked for. */
export interface Draws {
  /** What `next` draws from now on is decided by the seed, the stream and this number. */
  readonly startAt: (number: number) => void;
  readonly next: Random;
}

/**
 * So a page view does not depend on which virtual user draws it. Mulberry32, whose output is mixed so well
 * that places side by side have nothing in common; a step of it is what k6's interpreter can do in a
 * microsecond, and a page view takes a dozen.
 */
export function createDraws(seed: number, stream: number): Draws {
  // A property of a global costs k6 as much as the sum it is for.
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

/** A generator for a place of its own. */
export function randomOf(seed: number, stream: number, number: number): Random {
  const draws = createDraws(seed, stream);
  draws.startAt(number);
  return draws.next;
}

/** MurmurHash3's last step. */
function mix(number: number): number {
  let bits = (number + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
