import type { Clock } from './clock.ts';
import type { Failed } from './failure.ts';
import { type Circuit, createCircuit } from './circuit-breaker.ts';
import { createPool } from './bulkhead.ts';

/** Where one kind of attempt at Wix has to pass: so many at once, and none while Wix is down. */
export interface Gate {
  /** Attempts of one lane leave room for those of others: see `Pool`. */
  readonly guard: <T>(attempt: () => Promise<T>, lane?: string) => Promise<T | Failed>;
  /** Attempts that are under way, without those that wait. */
  readonly inFlight: number;
  readonly circuit: Circuit['state'];
}

/** The queue stands before the circuit: that it is full says nothing about Wix. */
export function createGate(options: {
  readonly maxConcurrency: number;
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
  readonly onCircuitChange?: (state: Circuit['state']) => void;
}): Gate {
  const pool = createPool(options);
  const circuit = createCircuit(options.clock, options.onCircuitChange);
  return {
    guard: (attempt, lane) => pool.run(() => circuit.guard(attempt), lane),
    get inFlight() {
      return pool.inFlight;
    },
    get circuit() {
      return circuit.state;
    },
  };
}
