/** Time as an argument. Tests pass a clock that they move themselves. */
export interface Clock {
  /** Wall clock, in milliseconds since the epoch, for dates inside tokens. It may jump. */
  epochMs(): number;
  /** Milliseconds from an arbitrary origin, for ages, TTLs and durations. It never jumps. */
  monotonicMs(): number;
  /** Calls `callback` once, after `ms`. Returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
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
