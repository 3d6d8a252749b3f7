import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { Clock } from '../get-instance/clock.ts';
import { failed, type Guard, type UpstreamFailure } from '../get-instance/upstream.ts';

/** How long the circuit stays open before one attempt is let through to see. */
const PROBE_AFTER_MS = 5_000;

/**
 * It opens when more than half of the last attempts failed, and there were enough to tell. Counted in
 * attempts, not in seconds: no clock can mislead it, and quiet sites are covered too.
 */
const OPENS_AT = { threshold: 0.5, size: 50, minimumNumberOfCalls: 10 };

export interface Circuit {
  readonly guard: Guard;
  readonly state: 'closed' | 'open' | 'half_open';
}

/** A circuit breaker for one kind of attempt at Wix. */
export function createCircuit(clock: Clock): Circuit {
  let openedAtMs = 0;
  let breaker = createBreaker();

  function createBreaker(initialState?: unknown): CircuitBreakerPolicy {
    const created = circuitBreaker(handleWhenResult(isOutage), {
      breaker: new CountBreaker(OPENS_AT),
      halfOpenAfter: PROBE_AFTER_MS,
      ...(initialState === undefined ? {} : { initialState }),
    });
    created.onBreak(() => {
      openedAtMs = clock.monotonicMs();
    });
    return created;
  }

  const probeInMs = () => openedAtMs + PROBE_AFTER_MS - clock.monotonicMs();

  /**
   * The library measures by the wall clock. Were that put back an hour, the circuit would stay open
   * for an hour; so when the probe is due by the monotonic clock, it is told that it opened long ago.
   */
  function breakerForNow(): CircuitBreakerPolicy {
    if (breaker.state === CircuitState.Open && probeInMs() <= 0) {
      const { ownState, breakerState } = breaker.toJSON() as {
        ownState: object;
        breakerState: unknown;
      };
      breaker = createBreaker({ ownState: { ...ownState, openedAt: 0 }, breakerState });
    }
    return breaker;
  }

  return {
    async guard(attempt) {
      try {
        return await breakerForNow().execute(attempt);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        const retryAfterSeconds = Math.max(1, Math.ceil(probeInMs() / 1000));
        return failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });
      }
    },
    get state() {
      switch (breaker.state) {
        case CircuitState.Open:
          return 'open';
        case CircuitState.HalfOpen:
          return 'half_open';
        default:
          return 'closed';
      }
    },
  };
}

/**
 * What says that Wix is down, rather than that it does not like this one call: refusals and the
 * throttling of one site must not cut off all the others.
 */
function isOutage(result: unknown): boolean {
  const { kind, failure } = result as { kind?: string; failure?: UpstreamFailure };
  if (kind !== 'failed' || !failure) return false;
  switch (failure.kind) {
    case 'timeout':
      return true;
    case 'error':
      return failure.status === undefined || failure.status >= 500;
    default:
      return false;
  }
}
