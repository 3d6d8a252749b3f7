import type { Clock } from '../get-instance/clock.ts';
import { failed, type Failed } from '../get-instance/upstream.ts';

/** How many may wait for each one that is under way. */
const QUEUE_PER_PLACE = 4;

/** So many at once, some more in a queue, and no one else. */
export interface Pool {
  run<T>(work: () => Promise<T>): Promise<T | Failed>;
  /** What is under way, without what waits. */
  readonly inFlight: number;
}

/**
 * A place that was not given back within `reclaimAfterMs` is taken back: on Workers, the request that
 * held it may have died, and nobody would ever be told.
 */
export function createPool(options: {
  readonly maxConcurrency: number;
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
}): Pool {
  const { maxConcurrency, reclaimAfterMs, clock } = options;
  /** Who has a place, and since when. */
  const holders = new Map<symbol, number>();
  const queue: (() => void)[] = [];

  function takeBackOverdue(): void {
    for (const [holder, sinceMs] of holders) {
      if (clock.monotonicMs() - sinceMs < reclaimAfterMs) break;
      holders.delete(holder);
    }
  }

  const isFull = () => holders.size >= maxConcurrency;

  /** Whoever has waited longest goes in before anybody new can. */
  function admitWaiting(): void {
    while (!isFull() && queue.length > 0) queue.shift()?.();
  }

  async function hold<T>(work: () => Promise<T>): Promise<T> {
    const holder = Symbol('holder of a place');
    holders.set(holder, clock.monotonicMs());
    try {
      return await work();
    } finally {
      holders.delete(holder);
      admitWaiting();
    }
  }

  return {
    async run(work) {
      if (isFull()) {
        takeBackOverdue();
        admitWaiting();
      }
      if (!isFull()) return hold(work);
      if (queue.length >= maxConcurrency * QUEUE_PER_PLACE) {
        return failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
      }
      return new Promise((resolve, reject) => {
        queue.push(() => {
          hold(work).then(resolve, reject);
        });
      });
    },
    get inFlight() {
      return holders.size;
    },
  };
}
