export interface Waiter {
  readonly lane: string;
  readonly turnAway: () => void;
}

export interface FairQueue<W extends Waiter> {
  /** Turns somebody away when it is full: the newest of the longest lane, be it this one. */
  add(waiter: W): void;
  next(): W | undefined;
}

/** Lanes take turns, and within a lane whoever has waited longest goes first. */
export function createFairQueue<W extends Waiter>(maxWaiting: number): FairQueue<W> {
  /** The lanes in which somebody waits; the first one has its turn. */
  const lanes = new Map<string, W[]>();
  let waiting = 0;

  function longestLane(): W[] {
    let longest: W[] = [];
    for (const lane of lanes.values()) if (lane.length >= longest.length) longest = lane;
    return longest;
  }

  /** Whether there is room now for one more beside `already`. */
  function makeRoom(already: number): boolean {
    if (waiting < maxWaiting) return true;
    const longest = longestLane();
    if (longest.length <= already) return false;
    const newest = longest.pop();
    if (newest === undefined) return false;
    if (longest.length === 0) lanes.delete(newest.lane);
    waiting -= 1;
    newest.turnAway();
    return true;
  }

  return {
    add(waiter) {
      if (!makeRoom(lanes.get(waiter.lane)?.length ?? 0)) {
        waiter.turnAway();
        return;
      }
      const lane = lanes.get(waiter.lane) ?? [];
      lane.push(waiter);
      lanes.set(waiter.lane, lane);
      waiting += 1;
    },
    next() {
      const [first] = lanes;
      if (!first) return undefined;
      const [name, lane] = first;
      const longestWaiting = lane.shift();
      lanes.delete(name);
      if (lane.length > 0) lanes.set(name, lane);
      waiting -= 1;
      return longestWaiting;
    },
  };
}
