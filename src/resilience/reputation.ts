import type { Clock } from './clock.ts';
import { createTimedStore } from './ttl-cache.ts';

/** So much does one answer count against those before it: eleven refusals in a row make a lane suspect. */
const WEIGHT_OF_ONE = 1 / 16;

const MOSTLY = 0.5;

/** From its last answer on. Longer than a pause of an attacker's would pay, short for an honest site. */
const REMEMBERED_MS = 30_000;

/** Some hundred bytes each. */
const MAX_LANES = 10_000;

/** Which lanes are suspect: Wix refused most of what they asked of late. */
export interface Suspicion {
  rests(lane: string): boolean;
  /** Takes a result of kind `refused` against the lane, and any other but `failed` for it. */
  note(lane: string, result: unknown): void;
}

export function createSuspicion(clock: Clock): Suspicion {
  /** From 0 to 1, where the latest answers count most. */
  const shareRefused = createTimedStore<number>({ max: MAX_LANES, clock });

  return {
    rests: (lane) => (shareRefused.get(lane) ?? 0) > MOSTLY,
    note(lane, result) {
      const { kind } = result as { readonly kind?: string };
      // That Wix could not be asked says nothing of who asked.
      if (kind === 'failed') return;
      const share = shareRefused.get(lane) ?? 0;
      const latest = kind === 'refused' ? 1 : 0;
      shareRefused.set(lane, share + (latest - share) * WEIGHT_OF_ONE, REMEMBERED_MS);
    },
  };
}
