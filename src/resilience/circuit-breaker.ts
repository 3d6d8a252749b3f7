import type { Clock } from './clock.ts';
import { failed, type Failed, type UpstreamFailure, wasCalled } from './failure.ts';

/** How long the circuit stays open before one attempt may probe the upstream, unless it says longer. */
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

/** In `half_open` a probe is in flight. If it has not returned by `probeAtMs`, the next one goes. */
type State =
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'open' | 'half_open';
      readonly probeAtMs: number;
      /** Open because the upstream throttles. */
      readonly isThrottled: boolean;
    };

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /**
   * Whether one throttled attempt, or one that the upstream asks to repeat later, opens the circuit for
   * its `Retry-After`. For an operation whose limit all attempts share.
   */
  readonly pausesWhenThrottled?: boolean;
  /** Must not throw. */
  readonly onCircuitChange?: (state: CircuitState) => void;
}

/** A circuit breaker for one kind of attempt. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, pausesWhenThrottled = false, onCircuitChange } = options;
  let state: State = { kind: 'closed' };
  /** For each of the last attempts, newest last: whether it was an outage. */
  let outages: boolean[] = [];

  function change(to: State): State {
    const hasChanged = to.kind !== state.kind;
    state = to;
    if (hasChanged) onCircuitChange?.(to.kind);
    return to;
  }

  const isClosed = () => state.kind === 'closed';

  function open(failure: UpstreamFailure | undefined): void {
    const isThrottled = pausesWhenThrottled && failure?.kind === 'rate_limited';
    const retryAfterMs = isThrottled || isOutage(failure) ? pauseMsOf(failure) : 0;
    // A pause ends when the upstream says; an outage ends when a probe finds out.
    const waitMs = isThrottled ? retryAfterMs : Math.max(PROBE_AFTER_MS, retryAfterMs);
    outages = [];
    change({ kind: 'open', probeAtMs: clock.monotonicMs() + waitMs, isThrottled });
  }

  /** Whether a single result opens the circuit. */
  function mustPause(failure: UpstreamFailure | undefined): boolean {
    return (
      pausesWhenThrottled && failure !== undefined && wasCalled(failure) && pauseMsOf(failure) > 0
    );
  }

  function count(result: unknown): void {
    const failure = failureOf(result);
    outages = [...outages.slice(1 - WINDOW_ATTEMPTS), isOutage(failure)];
    const failures = outages.filter(Boolean).length;
    const mostlyFails = outages.length >= MIN_ATTEMPTS && failures > outages.length / 2;
    if (mostlyFails || mustPause(failure)) open(failure);
  }

  async function probe<T>(attempt: () => Promise<T>, isThrottled: boolean): Promise<T> {
    const probeAtMs = clock.monotonicMs() + PROBE_AFTER_MS;
    const ownState = change({ kind: 'half_open', probeAtMs, isThrottled });
    let failure: UpstreamFailure | undefined = { kind: 'error', reason: 'network' };
    try {
      const result = await attempt();
      failure = failureOf(result);
      return result;
    } finally {
      // A later probe may have changed the state in the meantime.
      if (state === ownState) {
        if (isOutage(failure) || mustPause(failure) || !wasMade(failure)) open(failure);
        else {
          outages = [];
          change({ kind: 'closed' });
        }
      }
    }
  }

  return {
    async run(attempt) {
      if (state.kind !== 'closed') {
        const leftMs = state.probeAtMs - clock.monotonicMs();
        if (leftMs <= 0) return probe(attempt, state.isThrottled);
        const retryAfterSeconds = Math.ceil(leftMs / 1000);
        return failed(
          state.isThrottled
            ? { kind: 'rate_limited', retryAfterSeconds, called: false }
            : { kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds },
        );
      }
      const result = await attempt();
      // An attempt that began before the circuit opened says nothing about what a probe found since.
      if (isClosed()) count(result);
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

/** The `Retry-After` of a failure; 0 where it has none. */
function pauseMsOf(failure: UpstreamFailure | undefined): number {
  return failure && 'retryAfterSeconds' in failure ? failure.retryAfterSeconds * 1000 : 0;
}

/**
 * Whether the upstream is down. Refusals, throttling and an odd answer for one key are no outage: they
 * must not cut off all other keys.
 */
function isOutage(failure: UpstreamFailure | undefined): boolean {
  switch (failure?.kind) {
    case 'timeout':
      return true;
    case 'unavailable':
      return failure.reason === 'retry_later';
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

/** A probe that made no call, for example because a budget was spent, found nothing out. */
function wasMade(failure: UpstreamFailure | undefined): boolean {
  return failure === undefined || wasCalled(failure);
}
