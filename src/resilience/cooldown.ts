import type { Clock } from './clock.ts';
import { createTimedStore } from './ttl-cache.ts';
import { type UpstreamFailure, wasAsked } from './failure.ts';

/** Long enough that ten callers do not become ten calls, short enough that a recovery shows at once. */
const BACK_OFF_MS = 1_000;

/** Remembers what failed a moment ago, so that it is not asked again at once. */
export interface Setbacks {
  /** The failure in force for `key`, with what is left of its `Retry-After`. */
  of(key: string): UpstreamFailure | undefined;
  /** Notes a failure of Wix. One for which Wix was not even asked is nothing to back off from. */
  note(key: string, failure: UpstreamFailure): void;
  clear(key: string): void;
}

export function createSetbacks(options: { readonly max: number; readonly clock: Clock }): Setbacks {
  const { clock } = options;
  const setbacks = createTimedStore<{ failure: UpstreamFailure; untilMs: number }>(options);

  return {
    of(key) {
      const setback = setbacks.get(key);
      if (setback?.failure.kind !== 'rate_limited') return setback?.failure;
      const leftMs = setback.untilMs - clock.monotonicMs();
      return { ...setback.failure, retryAfterSeconds: Math.ceil(leftMs / 1000) };
    },
    note(key, failure) {
      if (!wasAsked(failure)) return;
      const backOffMs =
        failure.kind === 'rate_limited'
          ? Math.max(BACK_OFF_MS, failure.retryAfterSeconds * 1000)
          : BACK_OFF_MS;
      setbacks.set(key, { failure, untilMs: clock.monotonicMs() + backOffMs }, backOffMs);
    },
    clear(key) {
      setbacks.delete(key);
    },
  };
}
