export interface Waiter {
  readonly lane: string;
  readonly reject: () => void;
}

export interface FairQueue<W extends Waiter> {
  /** A full queue rejects the newest waiter of the longest lane, which may be this one. */
  add(waiter: W): void;
  next(): W | undefined;
}

/** A bounded queue. Lanes take turns; within a lane the order is first in, first out. */
export function createFairQueue<W extends Waiter>(maxWaiting: number): FairQueue<W> {
  /** Lanes with waiters. The first one has its turn. */
  const lanes = new Map<string, W[]>();
  let waiting = 0;

  function longestLane(): W[] {
    let longest: W[] = [];
    for (const lane of lanes.values()) if (lane.length >= longest.length) longest = lane;
    return longest;
  }

  /** Whether a lane that has `length` waiters may have one more. */
  function makeRoom(length: number): boolean {
    if (waiting < maxWaiting) return true;
    const longest = longestLane();
    if (longest.length <= length) return false;
    const newest = longest.pop();
    if (newest === undefined) return false;
    if (longest.length === 0) lanes.delete(newest.lane);
    waiting -= 1;
    newest.reject();
    return true;
  }

  return {
    add(waiter) {
      if (!makeRoom(lanes.get(waiter.lane)?.length ?? 0)) {
        waiter.reject();
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
      const oldest = lane.shift();
      lanes.delete(name);
      if (lane.length > 0) lanes.set(name, lane);
      waiting -= 1;
      return oldest;
    },
  };
}
