/** 1 MiB: room for the newcomers of minutes, also where a site goes viral. */
const SLOTS = 2 ** 18;

/**
 * Whether a key has been here lately; the first time it is only noted. To keep everybody who comes once
 * costs more than to prove them again: most visitors see one page.
 */
export type Recognises = (key: string) => boolean;

/**
 * The doorkeeper of TinyLFU (https://arxiv.org/abs/1512.00727), in a fixed space. Where two keys meet in
 * a slot the newer one stays; that it takes one for the other happens once in billions. Either way it may
 * only ever decide what is worth keeping.
 *
 * Keys have to be digests: ten characters that are as good as random.
 */
export function createDoorkeeper(): Recognises {
  const noted = new Uint32Array(SLOTS);

  return function recognises(key) {
    const slot = numberOf(key, 0) % SLOTS;
    // Never 0, which is what an empty slot holds.
    const fingerprint = numberOf(key, 5) + 1;
    if (noted[slot] === fingerprint) return true;
    noted[slot] = fingerprint;
    return false;
  };
}

/** A number below 2 ** 31 out of five characters of base64url. */
function numberOf(key: string, from: number): number {
  let number = 0;
  for (let at = from; at < from + 5; at += 1) number = Math.imul(number, 67) + key.charCodeAt(at);
  return number & 0x7fff_ffff;
}
