import type { Clock } from './clock.ts';
import { type UpstreamFailure, wasCalled } from './failure.ts';
import { createTtlCache } from './ttl-cache.ts';

/** Long enough that ten callers do not become ten calls, short enough that a recovery shows at once. */
const COOLDOWN_MS = 1_000;

/** Remembers recent failures by key, so that a failed call is not repeated at once. */
export interface Cooldowns {
  /** The failure of a key that cools down, with the rest of its `Retry-After`; else undefined. */
  failureOf(key: string): UpstreamFailure | undefined;
  /** Starts a cooldown, unless the upstream was not even called. */
  start(key: string, failure: UpstreamFailure): void;
  end(key: string): void;
}

/** Keeps at most `max` keys. */
export function createCooldowns(max: number, clock: Clock): Cooldowns {
  const cooldowns = createTtlCache<{ failure: UpstreamFailure; endsAtMs: number }>(max);

  return {
    failureOf(key) {
      const nowMs = clock.monotonicMs();
      const cooldown = cooldowns.get(key, nowMs);
      if (!cooldown || !('retryAfterSeconds' in cooldown.failure)) return cooldown?.failure;
      const retryAfterSeconds = Math.ceil((cooldown.endsAtMs - nowMs) / 1000);
      return { ...cooldown.failure, retryAfterSeconds };
    },
    start(key, failure) {
      if (!wasCalled(failure)) return;
      const nowMs = clock.monotonicMs();
      const retryAfterMs =
        'retryAfterSeconds' in failure ? failure.retryAfterSeconds * 1000 : COOLDOWN_MS;
      const cooldownMs = Math.max(COOLDOWN_MS, retryAfterMs);
      cooldowns.set(key, { failure, endsAtMs: nowMs + cooldownMs }, cooldownMs, nowMs);
    },
    end(key) {
      cooldowns.delete(key);
    },
  };
}
