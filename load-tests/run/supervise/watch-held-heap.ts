import type { HeldHeap } from '../../thresholds/server-objectives.ts';

/** By then the caches are full, and the first of the three parts of `soak` is over. */
const EARLY_SHARE = 0.4;

/**
 * Measures the heap after 40 % of the run and at its end. Each measurement collects garbage first, which pauses
 * the server for tens of milliseconds. Only long runs that judge memory use it.
 */
export function watchHeldHeap(
  measure: () => Promise<{ readonly heapBytes: number } | undefined>,
  seconds: number,
): { stop(): Promise<HeldHeap | undefined> } {
  let early: Promise<number | undefined> | undefined;
  const held = async () => (await measure())?.heapBytes;
  const timer = setTimeout(
    () => {
      early = held();
    },
    seconds * EARLY_SHARE * 1000,
  ).unref();
  return {
    async stop() {
      clearTimeout(timer);
      const [before, after] = [await early, await held()];
      if (before === undefined || after === undefined) return undefined;
      return { early: before, late: after };
    },
  };
}
