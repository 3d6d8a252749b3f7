import type { Clock } from '../resilience/clock.ts';
import type { FetchWithAuth } from './ask-endpoint.ts';
import type { Settled } from './ask-with-retries.ts';
import type { InstanceResult } from './instance-data.ts';

/** One request for one address, in flight or answered. */
interface Flight {
  readonly result: Promise<InstanceResult>;
  /** One entry for each waiting widget. */
  readonly waiting: FetchWithAuth[];
  readonly drop: () => void;
  /** On the monotonic clock. Undefined while the request is in flight. */
  freshUntilMs?: number;
}

/** The flights that all widgets of a page share, by the endpoint's address. */
export type Flights = Map<string, Flight>;

/**
 * Finds the flights on the page, or puts an empty map there. The custom elements and the React components are built
 * separately, each with its own copy of this module, so a module variable would not be shared. The number in the name
 * changes with the shape of the value, because bundles of two releases may meet on one page.
 */
export function flightsOfPage(page: object): Flights {
  const slots = page as Record<symbol, Flights | undefined>;
  return (slots[Symbol.for('instance-identity.flights.1')] ??= new Map<string, Flight>());
}

export interface Waiter {
  readonly address: string;
  readonly fetchWithAuth: FetchWithAuth;
  readonly signal: AbortSignal;
}

/** Makes the attempts. `fetchOf` returns the `fetchWithAuth`, and so the token, for the n-th attempt. Never rejects. */
export type Ask = (
  fetchOf: (attempt: number) => FetchWithAuth | undefined,
  signal: AbortSignal,
) => Promise<Settled>;

const UNAVAILABLE: InstanceResult = { kind: 'unavailable' };

/**
 * Joins the request that is in flight or whose answer is still fresh, or starts one. The request is aborted when the
 * last waiting widget has been removed. All widgets of a page act for the same visitor, so any widget's token will do.
 * Never rejects.
 */
export function shareRequest(
  flights: Flights,
  { address, fetchWithAuth, signal }: Waiter,
  ask: Ask,
  clock: Pick<Clock, 'monotonicMs'>,
): Promise<InstanceResult> {
  if (signal.aborted) return Promise.resolve(UNAVAILABLE);
  let flight = flights.get(address);
  if (!flight || (flight.freshUntilMs ?? Infinity) <= clock.monotonicMs()) {
    flight = start(flights, address, ask, clock);
  }
  const { result, waiting, drop } = flight;
  if (flight.freshUntilMs !== undefined) return result;
  waiting.push(fetchWithAuth);
  return new Promise((resolve) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(fetchWithAuth), 1);
      if (waiting.length === 0) drop();
      resolve(UNAVAILABLE);
    };
    signal.addEventListener('abort', leave, { once: true });
    void result.then((value) => {
      signal.removeEventListener('abort', leave);
      resolve(value);
    });
  });
}

function start(
  flights: Flights,
  address: string,
  ask: Ask,
  clock: Pick<Clock, 'monotonicMs'>,
): Flight {
  const abort = new AbortController();
  const waiting: FetchWithAuth[] = [];
  // A bundle whose token never arrives must not block the others, so each attempt uses the next widget's token.
  const fetchOf = (attempt: number) => waiting[attempt % waiting.length];
  const flight: Flight = {
    waiting,
    // Starts in a microtask, when the first widget is in `waiting`.
    result: Promise.resolve()
      .then(() => ask(fetchOf, abort.signal))
      .then(({ result, freshMs }) => {
        flight.freshUntilMs = clock.monotonicMs() + freshMs;
        return result;
      }),
    drop() {
      if (flights.get(address) === flight) flights.delete(address);
      abort.abort();
    },
  };
  flights.set(address, flight);
  return flight;
}
