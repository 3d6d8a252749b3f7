import type { Clock } from './clock.ts';
import { failed, type Failed, type UpstreamFailure, wasCalled } from './failure.ts';

/** How long the circuit stays open before one attempt may probe the upstream. */
const PROBE_AFTER_MS = 5_000;

/**
 * The circuit opens when more than half of the last attempts failed, given a minimum number of them.
 * It counts attempts instead of seconds, so that it opens for quiet sites too.
 */
const WINDOW_ATTEMPTS = 50;
const MIN_ATTEMPTS = 10;

export type CircuitState = 'closed' | 'open' | 'half_open';

export interface CircuitBreaker {
  /** Makes the attempt, or fails it without making it while the circuit is open. */
  run<T>(attempt: () => Promise<T>): Promise<T | Failed>;
  readonly state: CircuitState;
}

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly probeAtMs: number }
  /** A probe is in flight. If it has not returned by `probeAtMs`, the next attempt probes. */
  | { readonly kind: 'half_open'; readonly probeAtMs: number };

/** A circuit breaker for one kind of attempt. `onChange` must not throw. */
export function createCircuitBreaker(
  clock: Clock,
  onChange: (state: CircuitState) => void = () => undefined,
): CircuitBreaker {
  let state: State = { kind: 'closed' };
  /** For each of the last attempts, newest last: whether it was an outage. */
  let outages: boolean[] = [];

  const isClosed = () => state.kind === 'closed';

  function change(to: State): void {
    const hasChanged = to.kind !== state.kind;
    state = to;
    if (hasChanged) onChange(to.kind);
  }

  function isProbeDue(): boolean {
    return state.kind !== 'closed' && clock.monotonicMs() >= state.probeAtMs;
  }

  function scheduleProbe(kind: 'open' | 'half_open'): State {
    change({ kind, probeAtMs: clock.monotonicMs() + PROBE_AFTER_MS });
    return state;
  }

  function count(outage: boolean): void {
    outages = [...outages.slice(1 - WINDOW_ATTEMPTS), outage];
    const failures = outages.filter(Boolean).length;
    if (outages.length >= MIN_ATTEMPTS && failures > outages.length / 2) scheduleProbe('open');
  }

  async function probe<T>(attempt: () => Promise<T>): Promise<T> {
    const ownState = scheduleProbe('half_open');
    let hasRecovered = false;
    try {
      const result = await attempt();
      hasRecovered = wasAnswered(result);
      return result;
    } finally {
      // A later probe may have changed the state in the meantime.
      if (state === ownState) {
        outages = [];
        if (hasRecovered) change({ kind: 'closed' });
        else scheduleProbe('open');
      }
    }
  }

  return {
    async run(attempt) {
      if (isProbeDue()) return probe(attempt);
      if (state.kind !== 'closed') {
        const retryAfterSeconds = Math.ceil((state.probeAtMs - clock.monotonicMs()) / 1000);
        return failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });
      }
      const result = await attempt();
      // An attempt that began before the circuit opened says nothing about what a probe found since.
      if (isClosed()) count(isOutage(result));
      return result;
    },
    get state() {
      return state.kind;
    },
  };
}

function failureOf(result: unknown): UpstreamFailure | undefined {
  const { kind, failure } = result as { kind?: string; failure?: UpstreamFailure };
  return kind === 'failed' ? failure : undefined;
}

/**
 * Whether the upstream is down. Refusals, throttling and an odd answer for one key are no outage: they
 * must not cut off all other keys.
 */
function isOutage(result: unknown): boolean {
  const failure = failureOf(result);
  switch (failure?.kind) {
    case 'timeout':
      return true;
    case 'error':
      return (
        failure.reason === 'network' ||
        failure.reason === 'not_json' ||
        (failure.status ?? 0) >= 500
      );
    default:
      return false;
  }
}

/** Whether the upstream answered. An attempt that made no call does not count as an answer. */
function wasAnswered(result: unknown): boolean {
  const failure = failureOf(result);
  return !isOutage(result) && (failure === undefined || wasCalled(failure));
}
