import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import type { Clock } from '../get-instance/clock.ts';
import { failed, type Guard } from '../get-instance/upstream.ts';
import { type Circuit, createCircuit } from './circuit.ts';

/** How many may wait for each one that is under way. */
const QUEUE_PER_SLOT = 4;

/** Where one kind of attempt at Wix has to pass: so many at once, and none while Wix is down. */
export interface Gate {
  readonly guard: Guard;
  /** Attempts that are under way, without those that wait. */
  readonly inFlight: number;
  readonly circuit: Circuit['state'];
}

/**
 * The queue stands before the circuit: that it is full says nothing about Wix, and those who wait for
 * a probe's outcome are bounded by it too.
 */
export function createGate(options: {
  readonly maxConcurrency: number;
  readonly clock: Clock;
}): Gate {
  const { maxConcurrency, clock } = options;
  const places = bulkhead(maxConcurrency, maxConcurrency * QUEUE_PER_SLOT);
  const circuit = createCircuit(clock);

  return {
    async guard(attempt) {
      try {
        return await places.execute(() => circuit.guard(attempt));
      } catch (error) {
        if (!(error instanceof BulkheadRejectedError)) throw error;
        return failed({ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 });
      }
    },
    get inFlight() {
      return maxConcurrency - places.executionSlots;
    },
    get circuit() {
      return circuit.state;
    },
  };
}
