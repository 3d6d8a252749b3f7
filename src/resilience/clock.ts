/** Time as an argument. Tests pass a clock that they move themselves. */
export interface Clock {
  /** Wall clock, in milliseconds since the epoch, for dates inside tokens. It may jump. */
  epochMs(): number;
  /**
   * Milliseconds from an arbitrary origin, for ages, TTLs and durations. It never jumps, but it stands
   * still while the machine sleeps or is restored from a snapshot.
   */
  monotonicMs(): number;
  /** Calls `callback` once, after `ms`. Returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
}

/** One moment on both clocks. */
export interface Moment {
  readonly monotonicMs: number;
  readonly epochMs: number;
}

/**
 * The longer of the two elapsed times. After a sleep that is the wall clock's; after the wall clock was set
 * back it is the monotonic clock's. So nothing counts as fresher than it is.
 */
export function elapsedMs(from: Moment, to: Moment): number {
  return Math.max(to.monotonicMs - from.monotonicMs, to.epochMs - from.epochMs);
}

export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), epochMs: clock.epochMs() };
}

export const systemClock: Clock = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
