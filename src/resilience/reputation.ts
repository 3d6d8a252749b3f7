import type { Clock } from './clock.ts';
import { createTtlCache } from './ttl-cache.ts';

/** The weight of the latest result. Eleven refusals in a row give a lane a bad reputation. */
const WEIGHT_OF_LATEST = 1 / 16;

const BAD_ABOVE = 0.5;

/** Counted from the latest result. Too long for an attacker to wait, short for an honest site. */
const REMEMBERED_MS = 30_000;

/** About a hundred bytes each. */
const MAX_LANES = 10_000;

/** The reputation of a lane: the share of its recent attempts that were refused. */
export interface Reputation {
  isBad(lane: string): boolean;
  /** A result of kind `refused` counts against the lane, `failed` not at all, any other for it. */
  record(lane: string, result: unknown): void;
}

export function createReputation(clock: Clock): Reputation {
  /** From 0 to 1: an exponentially weighted average. */
  const refusedShares = createTtlCache<number>(MAX_LANES);

  return {
    isBad: (lane) => (refusedShares.get(lane, clock.monotonicMs()) ?? 0) > BAD_ABOVE,
    record(lane, result) {
      const { kind } = result as { readonly kind?: string };
      // A failure of the upstream says nothing about the caller.
      if (kind === 'failed') return;
      const nowMs = clock.monotonicMs();
      const share = refusedShares.get(lane, nowMs) ?? 0;
      const latest = kind === 'refused' ? 1 : 0;
      const next = share + (latest - share) * WEIGHT_OF_LATEST;
      refusedShares.set(lane, next, REMEMBERED_MS, nowMs);
    },
  };
}
