import { createBulkhead } from './bulkhead.ts';
import { type CircuitState, createCircuitBreaker } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import type { Failed } from './failure.ts';

/** A bulkhead around a circuit breaker, for one kind of attempt at the upstream. */
export interface Policy {
  /** Makes the attempt, or fails it unmade. Attempts of one lane leave room for other lanes. */
  run<T>(attempt: () => Promise<T>, lane?: string): Promise<T | Failed>;
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
  /** Must not throw. */
  readonly onCircuitChange?: (state: CircuitState) => void;
}): Policy {
  const bulkhead = createBulkhead(options);
  const breaker = createCircuitBreaker(options.clock, options.onCircuitChange);
  return {
    run: (attempt, lane) => bulkhead.run(() => breaker.run(attempt), lane),
    get inFlight() {
      return bulkhead.inFlight;
    },
    get circuit() {
      return breaker.state;
    },
  };
}
