import { type AttemptOptions, createBulkhead } from './bulkhead.ts';
import { type CircuitState, createCircuitBreaker } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import type { Failed } from './failure.ts';

/** A bulkhead around a circuit breaker, for one kind of attempt at the upstream. */
export interface Policy {
  /** Makes the attempt, or fails it unmade. */
  run<T>(attempt: () => Promise<T>, options?: AttemptOptions): Promise<T | Failed>;
  /** Attempts in flight, without those that wait in the queue. */
  readonly inFlight: number;
  readonly circuit: CircuitState;
}

/** The queue stands before the circuit breaker: a full queue says nothing about the upstream. */
export function createPolicy(options: {
  readonly maxConcurrency: number;
  /** See `createBulkhead`. */
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
  /** See `createCircuitBreaker`. */
  readonly pausesWhenThrottled?: boolean;
  /** Must not throw. */
  readonly onCircuitChange?: (state: CircuitState) => void;
}): Policy {
  const bulkhead = createBulkhead(options);
  const breaker = createCircuitBreaker(options);
  return {
    run: (attempt, attemptOptions) => bulkhead.run(() => breaker.run(attempt), attemptOptions),
    get inFlight() {
      return bulkhead.inFlight;
    },
    get circuit() {
      return breaker.state;
    },
  };
}
