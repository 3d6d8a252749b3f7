export interface Waiter {
  readonly lane: string;
  readonly reject: () => void;
  /** False once nobody waits for its work any more. */
  readonly isAwaited: () => boolean;
}

export interface FairQueue<W extends Waiter> {
  /** A full queue rejects abandoned waiters first, then the newest of the longest lane. */
  add(waiter: W): void;
  /** The next waiter that is still awaited. */
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

  function rejectAbandoned(): void {
    for (const [name, lane] of lanes) {
      const awaited = lane.filter((waiter) => waiter.isAwaited());
      if (awaited.length === lane.length) continue;
      waiting -= lane.length - awaited.length;
      const abandoned = lane.filter((waiter) => !awaited.includes(waiter));
      if (awaited.length > 0) lanes.set(name, awaited);
      else lanes.delete(name);
      for (const waiter of abandoned) waiter.reject();
    }
  }

  function rejectNewestOf(lane: W[]): void {
    const newest = lane.pop();
    if (newest === undefined) return;
    if (lane.length === 0) lanes.delete(newest.lane);
    waiting -= 1;
    newest.reject();
  }

  /** Whether `lane` may have one more waiter. */
  function makeRoom(lane: string): boolean {
    if (waiting >= maxWaiting) rejectAbandoned();
    if (waiting < maxWaiting) return true;
    const longest = longestLane();
    if (longest.length <= (lanes.get(lane)?.length ?? 0)) return false;
    rejectNewestOf(longest);
    return true;
  }

  function shift(): W | undefined {
    const [first] = lanes;
    if (!first) return undefined;
    const [name, lane] = first;
    const oldest = lane.shift();
    lanes.delete(name);
    if (lane.length > 0) lanes.set(name, lane);
    waiting -= 1;
    return oldest;
  }

  return {
    add(waiter) {
      if (!makeRoom(waiter.lane)) {
        waiter.reject();
        return;
      }
      const lane = lanes.get(waiter.lane) ?? [];
      lane.push(waiter);
      lanes.set(waiter.lane, lane);
      waiting += 1;
    },
    next() {
      let waiter = shift();
      while (waiter && !waiter.isAwaited()) {
        waiter.reject();
        waiter = shift();
      }
      return waiter;
    },
  };
}
