import type { Clock } from './clock.ts';

/** Passed to a call, so that it can check its standing when it returns. */
export interface Flight {
  /**
   * False once the key was invalidated or the call was replaced by a newer one. Its result is then
   * older than what is known and must not be stored.
   */
  isCurrent(): boolean;
}

export interface Run<T, O> {
  readonly result: Promise<T>;
  /** Whoever started the call. */
  readonly owner: O;
  /** Whether another caller started the call. */
  readonly collapsed: boolean;
}

export interface SingleFlight<T, O> {
  /** Joins the call in flight for `key`, or starts one with `start`. `owner` is the caller. */
  run(key: string, owner: O, start: (flight: Flight) => Promise<T>): Run<T, O>;
  inFlight(key: string): boolean;
  /** Callers that wait keep waiting. The next `run` starts anew, and the old call is not current. */
  invalidate(key: string): void;
}

interface StartedFlight<T, O> {
  result: Promise<T>;
  readonly startedAtMs: number;
  readonly owner: O;
}

/**
 * One call per key for all concurrent callers.
 *
 * A call that has not returned after `reclaimAfterMs` is abandoned. On Workers it may have died with
 * the request that started it, and its promise would never settle.
 */
export function createSingleFlight<T, O>(options: {
  readonly reclaimAfterMs: number;
  readonly clock: Clock;
  /** Keeps a call alive after the request that started it was answered or aborted. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}): SingleFlight<T, O> {
  const { reclaimAfterMs, clock, keepAlive } = options;
  const flights = new Map<string, StartedFlight<T, O>>();

  function current(key: string) {
    const flight = flights.get(key);
    return flight && clock.monotonicMs() - flight.startedAtMs < reclaimAfterMs ? flight : undefined;
  }

  return {
    run(key, owner, start) {
      const joined = current(key);
      if (joined) return { result: joined.result, owner: joined.owner, collapsed: true };

      const isCurrent = () => flights.get(key) === flight;
      const flight: StartedFlight<T, O> = {
        result: Promise.resolve().then(() => start({ isCurrent })),
        startedAtMs: clock.monotonicMs(),
        owner,
      };
      flight.result = flight.result.finally(() => {
        if (isCurrent()) flights.delete(key);
      });
      flights.set(key, flight);
      keepAlive(flight.result);
      return { result: flight.result, owner, collapsed: false };
    },
    inFlight: (key) => current(key) !== undefined,
    invalidate(key) {
      flights.delete(key);
    },
  };
}
