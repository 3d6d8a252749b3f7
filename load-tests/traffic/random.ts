/** Numbers from 0 up to 1. */
export type Random = () => number;

/**
 * The random source of one page view: it is decided by the run's seed, the stream (one per kind of visitor)
 * and the page view's number, so that the same page view comes out whichever virtual user draws it, and when.
 */
export function randomOf(seed: number, stream: number, number: number): Random {
  let state = mix(mix(mix(seed | 0) ^ stream) ^ number);
  // Mulberry32: a step of it costs five operations, and a page view takes a dozen.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** MurmurHash3's last step: numbers that lie side by side have nothing in common after it. */
function mix(number: number): number {
  let bits = (number + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
