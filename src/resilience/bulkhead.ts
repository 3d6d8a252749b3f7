import type { Clock } from './clock.ts';
import { failed, type Failed } from './failure.ts';
import { createFairQueue, type FairQueue, type Waiter } from './fair-queue.ts';
import { createReputation } from './reputation.ts';

/** How many attempts may queue per slot. */
const QUEUE_PER_SLOT = 4;

/** The share of the slots that all lanes with a bad reputation have together. */
const BAD_SHARE = 1 / 16;

export interface AttemptOptions {
  /** Attempts of one lane leave room for those of other lanes. */
  readonly lane?: string;
  /** Whether anybody still waits for the result. A queued attempt that nobody awaits is dropped. */
  readonly isAwaited?: () => boolean;
}

/** Limits concurrent attempts, with a bounded queue in front. */
export interface Bulkhead {
  /**
   * Lanes take turns. Each lane may use all slots while its reputation is good. Lanes whose attempts
   * were mostly refused share a sixteenth of the slots.
   */
  run<T>(work: () => Promise<T>, options?: AttemptOptions): Promise<T | Failed>;
  /** Attempts in flight, without those that wait in the queue. */
  readonly inFlight: number;
}

/** Slots with a queue of their own. */
interface Section {
  readonly slots: number;
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
 * A slot that is not released within `reclaimAfterMs` is reclaimed: on Workers, the request that held
 * it may have died without a trace.
 */
export function createBulkhead(options: {
  readonly maxConcurrency: number;
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
}): Bulkhead {
  const { maxConcurrency, reclaimAfterMs, clock } = options;
  const holders = new Set<Holder>();
  const reputation = createReputation(clock);
  const good = createSection(maxConcurrency);
  const bad = createSection(Math.max(1, Math.floor(maxConcurrency * BAD_SHARE)));
  let turns = [bad, good];

  const hasSlot = ({ taken, slots }: Section) => holders.size < maxConcurrency && taken < slots;

  function release(holder: Holder): void {
    // It may have been reclaimed already.
    if (holders.delete(holder)) holder.section.taken -= 1;
  }

  function reclaimOverdue(): void {
    for (const holder of holders) {
      if (clock.monotonicMs() - holder.sinceMs < reclaimAfterMs) break;
      release(holder);
    }
  }

  function admit(entrant: Entrant): void {
    const section = reputation.isBad(entrant.lane) ? bad : good;
    if (hasSlot(section)) entrant.enter(section);
    else section.queue.add(entrant);
  }

  /** Sections take turns too, so that neither can starve the other. */
  function nextEntrant(): Entrant | undefined {
    for (const section of turns) {
      const entrant = hasSlot(section) ? section.queue.next() : undefined;
      if (!entrant) continue;
      turns = section === bad ? [good, bad] : [bad, good];
      return entrant;
    }
    return undefined;
  }

  function admitWaiting(): void {
    // `admit` chooses the section again, because the reputation of the lane may have changed.
    for (let entrant = nextEntrant(); entrant; entrant = nextEntrant()) admit(entrant);
  }

  function take(section: Section): Holder {
    const holder = { section, sinceMs: clock.monotonicMs() };
    holders.add(holder);
    section.taken += 1;
    return holder;
  }

  /** Resolves to a slot, at once or after a wait; to undefined where the attempt was dropped. */
  function slot(lane: string, isAwaited: () => boolean): Promise<Holder | undefined> {
    return new Promise((resolve) => {
      admit({
        lane,
        isAwaited,
        enter: (section) => {
          resolve(take(section));
        },
        reject: () => {
          resolve(undefined);
        },
      });
    });
  }

  return {
    async run(work, { lane = '', isAwaited = () => true } = {}) {
      reclaimOverdue();
      // Waiting attempts go first.
      admitWaiting();
      const holder = await slot(lane, isAwaited);
      if (!holder) {
        return isAwaited()
          ? failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 })
          : failed({ kind: 'timeout', called: false });
      }
      try {
        // The waiting request starts its own work. On Workers, a call dies with the request that
        // started it, and the request that released the slot is about to be answered.
        const result = await work();
        reputation.record(lane, result);
        return result;
      } finally {
        release(holder);
        admitWaiting();
      }
    },
    get inFlight() {
      return holders.size;
    },
  };
}

function createSection(slots: number): Section {
  return { slots, taken: 0, queue: createFairQueue(slots * QUEUE_PER_SLOT) };
}
