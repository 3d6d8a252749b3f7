import {
  type BulkheadPolicy,
  bulkhead,
  BulkheadRejectedError,
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  handleWhenResult,
  SamplingBreaker,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import type { Clock } from '../get-instance/clock.ts';
import type { Asked, UpstreamFailure } from '../get-instance/upstream.ts';

/** How many may wait for each one that is under way. */
const QUEUE_PER_SLOT = 4;

/** How long the circuit stays open before one call is let through to see. */
const PROBE_AFTER_MS = 5_000;

/** The circuit opens when, of at least ten calls within ten seconds, more than half fail. */
const SAMPLING = { threshold: 0.5, duration: 10_000, minimumRps: 1 };

type Failed = Extract<Asked<never>, { kind: 'failed' }>;

/** Time-out, pool and circuit for one kind of call. */
export interface CallPolicy {
  /** Resolves for every failure that is to be expected; `signal` ends the call at its time-out. */
  execute<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T | Failed>;
  /** Calls that are under way, without those that wait. */
  readonly inFlight: number;
  readonly circuit: 'closed' | 'open' | 'half_open';
}

export function createCallPolicy(options: {
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly clock: Clock;
}): CallPolicy {
  const { maxConcurrency, clock } = options;
  const pool: BulkheadPolicy = bulkhead(maxConcurrency, maxConcurrency * QUEUE_PER_SLOT);
  const timeLimit = timeout(options.timeoutMs, TimeoutStrategy.Aggressive);
  let openedAtMs = 0;
  let breaker = createBreaker();

  function createBreaker(initialState?: unknown): CircuitBreakerPolicy {
    const created = circuitBreaker(handleWhenResult(isOutage), {
      breaker: new SamplingBreaker(SAMPLING),
      halfOpenAfter: PROBE_AFTER_MS,
      ...(initialState === undefined ? {} : { initialState }),
    });
    created.onBreak(() => {
      openedAtMs = clock.monotonicMs();
    });
    return created;
  }

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

  const probeInMs = () => openedAtMs + PROBE_AFTER_MS - clock.monotonicMs();

  async function withinTimeLimit<T>(
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | Failed> {
    try {
      return await timeLimit.execute(async ({ signal }) => {
        const result = await call(signal);
        return signal.aborted ? failed({ kind: 'timeout' }) : result;
      });
    } catch (error) {
      if (error instanceof TaskCancelledError) return failed({ kind: 'timeout' });
      throw error;
    }
  }

  return {
    async execute(call) {
      try {
        return await breakerForNow().execute(() => pool.execute(() => withinTimeLimit(call)));
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          const retryAfterSeconds = Math.max(1, Math.ceil(probeInMs() / 1000));
          return failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });
        }
        if (error instanceof BulkheadRejectedError) {
          return failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
        }
        throw error;
      }
    },
    get inFlight() {
      return maxConcurrency - pool.executionSlots;
    },
    get circuit() {
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

function failed(failure: UpstreamFailure): Failed {
  return { kind: 'failed', failure };
}
