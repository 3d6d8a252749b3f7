import type { Clock } from '../get-instance/clock.ts';
import type { Guard } from '../get-instance/upstream.ts';
import { type Circuit, createCircuit } from './circuit.ts';
import { createPool } from './pool.ts';

/** Where one kind of attempt at Wix has to pass: so many at once, and none while Wix is down. */
export interface Gate {
  readonly guard: Guard;
  /** Attempts that are under way, without those that wait. */
  readonly inFlight: number;
  readonly circuit: Circuit['state'];
}

/** The queue stands before the circuit: that it is full says nothing about Wix. */
export function createGate(options: {
  readonly maxConcurrency: number;
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
}): Gate {
  const pool = createPool(options);
  const circuit = createCircuit(options.clock);
  return {
    guard: (attempt) => pool.run(() => circuit.guard(attempt)),
    get inFlight() {
      return pool.inFlight;
    },
    get circuit() {
      return circuit.state;
    },
  };
}
