/** Time as the core uses it. Tests hand in a clock they move themselves. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch: to compare with dates inside tokens. It may jump. */
  epochMs(): number;
  /** Milliseconds from an arbitrary origin that never jump: for ages, TTLs and durations. */
  monotonicMs(): number;
  /** Calls `callback` once, `ms` from now. Returns what cancels it. */
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
