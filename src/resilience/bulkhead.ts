import type { Clock } from './clock.ts';
import { failed, type Failed } from './failure.ts';
import { createFairQueue, type FairQueue, type Waiter } from './fair-queue.ts';
import { createSuspicion } from './reputation.ts';

/** How many may wait for each one that is under way. */
const QUEUE_PER_PLACE = 4;

/** The share of the places that all suspect lanes have together, however many they are. */
const SUSPECT_SHARE = 1 / 16;

/** So many at once, some more in a queue, and no one else. */
export interface Pool {
  /**
   * Lanes take turns. Each may use the whole pool while its answers are good; the lanes that were
   * mostly refused of late share a sixteenth of it.
   */
  run<T>(work: () => Promise<T>, lane?: string): Promise<T | Failed>;
  /** What is under way, without what waits. */
  readonly inFlight: number;
}

/** Places in the pool, and the queue for them. */
interface Section {
  readonly places: number;
  taken: number;
  readonly queue: FairQueue<Entrant>;
}

interface Entrant extends Waiter {
  readonly enter: (section: Section) => void;
}

interface Holder {
  readonly section: Section;
  readonly sinceMs: number;
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
  const holders = new Set<Holder>();
  const suspicion = createSuspicion(clock);
  const trusted = createSection(maxConcurrency);
  const suspect = createSection(Math.max(1, Math.floor(maxConcurrency * SUSPECT_SHARE)));
  let inTurn = [suspect, trusted];

  const hasPlace = ({ taken, places }: Section) => holders.size < maxConcurrency && taken < places;

  function giveBack(holder: Holder): void {
    // It may have been taken back already.
    if (holders.delete(holder)) holder.section.taken -= 1;
  }

  function takeBackOverdue(): void {
    for (const holder of holders) {
      if (clock.monotonicMs() - holder.sinceMs < reclaimAfterMs) break;
      giveBack(holder);
    }
  }

  function admit(entrant: Entrant): void {
    const section = suspicion.rests(entrant.lane) ? suspect : trusted;
    if (hasPlace(section)) entrant.enter(section);
    else section.queue.add(entrant);
  }

  /** The sections take turns too, so that neither can keep the other out. */
  function nextEntrant(): Entrant | undefined {
    for (const section of inTurn) {
      const entrant = hasPlace(section) ? section.queue.next() : undefined;
      if (!entrant) continue;
      inTurn = section === suspect ? [trusted, suspect] : [suspect, trusted];
      return entrant;
    }
    return undefined;
  }

  function admitWaiting(): void {
    // Anew, for its lane may have become suspect while it waited.
    for (let entrant = nextEntrant(); entrant; entrant = nextEntrant()) admit(entrant);
  }

  function take(section: Section): Holder {
    const holder = { section, sinceMs: clock.monotonicMs() };
    holders.add(holder);
    section.taken += 1;
    return holder;
  }

  /** Resolves to a place, at once or after a wait, or to none. */
  function place(lane: string): Promise<Holder | undefined> {
    return new Promise((resolve) => {
      admit({
        lane,
        enter: (section) => {
          resolve(take(section));
        },
        turnAway: () => {
          resolve(undefined);
        },
      });
    });
  }

  return {
    async run(work, lane = '') {
      takeBackOverdue();
      // Whoever waits goes in before anybody new can.
      admitWaiting();
      const holder = await place(lane);
      if (!holder) {
        return failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
      }
      try {
        // Begun by whoever waited, and not by who made room: on Workers a call dies with the request in
        // which it was begun, and that one is about to be answered.
        const result = await work();
        suspicion.note(lane, result);
        return result;
      } finally {
        giveBack(holder);
        admitWaiting();
      }
    },
    get inFlight() {
      return holders.size;
    },
  };
}

function createSection(places: number): Section {
  return { places, taken: 0, queue: createFairQueue(places * QUEUE_PER_PLACE) };
}
