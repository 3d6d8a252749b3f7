import { type Cause, NOBODY } from '../tracing/request-scope.ts';
import type { Clock } from './clock.ts';

/** What a call knows of its own standing when it comes back. */
export interface Flight {
  /**
   * False once the key was invalidated or its call given up for a newer one: what this call
   * brings is then older than what is known, and must not be stored.
   */
  isCurrent(): boolean;
}

export interface Boarding<T> {
  readonly result: Promise<T>;
  /** Whether another caller had started the call. */
  readonly collapsed: boolean;
}

export interface SingleFlight<T> {
  /** Joins the call that is under way for `key`, or makes it with `start`; `cause` is whoever boards. */
  board(key: string, start: (flight: Flight) => Promise<T>, cause?: Cause): Boarding<T>;
  isUnderWay(key: string): boolean;
  /** Those who wait go on waiting; the next to board starts anew, and what comes back is not current. */
  invalidate(key: string): void;
}

interface Started<T> {
  result: Promise<T>;
  readonly startedAt: number;
  readonly cause: Cause;
}

/**
 * One call for all who ask for the same key at the same time.
 *
 * A call that has not come back after `reclaimAfterMs` is given up: on Workers it may have died with
 * the request that started it, and nobody would ever be told.
 */
export function createSingleFlight<T>(options: {
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
  /** Takes care of a call that goes on when the request that made it has been answered, or has left. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}): SingleFlight<T> {
  const { reclaimAfterMs, clock, keepAlive } = options;
  const flights = new Map<string, Started<T>>();

  function underWay(key: string) {
    const flight = flights.get(key);
    return flight && clock.monotonicMs() - flight.startedAt < reclaimAfterMs ? flight : undefined;
  }

  return {
    board(key, start, cause = NOBODY) {
      const joined = underWay(key);
      if (joined) {
        cause.waitsWith(joined.cause);
        return { result: joined.result, collapsed: true };
      }

      const isCurrent = () => flights.get(key) === flight;
      const flight: Started<T> = {
        result: Promise.resolve().then(() => start({ isCurrent })),
        startedAt: clock.monotonicMs(),
        cause,
      };
      flight.result = flight.result.finally(() => {
        if (isCurrent()) flights.delete(key);
      });
      flights.set(key, flight);
      keepAlive(flight.result);
      return { result: flight.result, collapsed: false };
    },
    isUnderWay: (key) => underWay(key) !== undefined,
    invalidate(key) {
      flights.delete(key);
    },
  };
}
