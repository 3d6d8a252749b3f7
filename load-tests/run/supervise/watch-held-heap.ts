/** Bytes that are held once garbage is collected. */
export interface HeldHeap {
  readonly early: number;
  readonly late: number;
}

/** When the caches have filled, and the first of `soak`'s three thirds is over. */
const EARLY_SHARE = 0.4;

/**
 * What the server holds after 40 % of the run, and at its end. Each time its garbage is collected first, which
 * stops it for some tens of milliseconds: for runs that are about memory, and long.
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
