import type { Clock } from '../resilience/clock.ts';
import type { FetchWithAuth } from './ask-endpoint.ts';
import type { Settled } from './ask-with-retries.ts';
import type { InstanceResult } from './instance-data.ts';

/** One request for one address, and who waits for it. */
interface Flight {
  readonly result: Promise<InstanceResult>;
  readonly waiting: FetchWithAuth[];
  readonly drop: () => void;
  /** By the monotonic clock; without it the request is still on its way. */
  freshUntilMs?: number;
}

/** What all widgets of a page share, by the endpoint's address. */
export type Flights = Map<string, Flight>;

/**
 * Finds it on the page, or puts it there. The custom elements and the React components are built apart, each with its
 * own copy of this module, so a module's variable would not do. The number changes when what is shared changes its
 * shape: bundles of two releases may meet on a page.
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

/** Asks; `fetchOf` tells whose token the n-th attempt is made with. Never rejects. */
export type Ask = (
  fetchOf: (attempt: number) => FetchWithAuth | undefined,
  signal: AbortSignal,
) => Promise<Settled>;

const UNAVAILABLE: InstanceResult = { kind: 'unavailable' };

/**
 * Takes part in the request that is on its way or whose answer is still fresh, or makes one. It is dropped when the last
 * who waits for it is gone. All on a page are the same visitor, whichever widget's token is sent. Never rejects.
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
  // A bundle whose token never comes must not keep the others waiting: each attempt is another one's.
  const fetchOf = (attempt: number) => waiting[attempt % waiting.length];
  const flight: Flight = {
    waiting,
    // In a microtask, when the first has begun to wait.
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
