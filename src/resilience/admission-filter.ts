/** 1 MiB: room for the new keys of some minutes, even on a site that goes viral. */
const SLOTS = 2 ** 18;

/** Returns whether it saw the key lately, and records the key. */
export type AdmissionFilter = (key: string) => boolean;

/**
 * Admits a key to a cache from its second appearance on. Most visitors see one page, and caching each
 * of them costs more than verifying the token again.
 *
 * This is the doorkeeper of TinyLFU (https://arxiv.org/abs/1512.00727) in fixed space. Where two keys
 * share a slot, the newer one stays. Two keys are confused once in billions. An answer must therefore
 * decide nothing but what is worth caching.
 *
 * @param key a digest: its first ten characters must be as good as random.
 */
export function createAdmissionFilter(): AdmissionFilter {
  const fingerprints = new Uint32Array(SLOTS);

  return function seenBefore(key) {
    const slot = numberOf(key, 0) % SLOTS;
    // Never 0, which marks an empty slot.
    const fingerprint = numberOf(key, 5) + 1;
    if (fingerprints[slot] === fingerprint) return true;
    fingerprints[slot] = fingerprint;
    return false;
  };
}

/** A number below 2 ** 31 from five characters of base64url. */
function numberOf(key: string, from: number): number {
  let number = 0;
  for (let at = from; at < from + 5; at += 1) number = Math.imul(number, 67) + key.charCodeAt(at);
  return number & 0x7fff_ffff;
}
