import type { Clock } from './clock.ts';
import { failed, type Guard, type UpstreamFailure, wasAsked } from './failure.ts';

/** How long the circuit stays open before one attempt is let through to see. */
const PROBE_AFTER_MS = 5_000;

/**
 * It opens when more than half of the last attempts failed, and there were enough to tell. Counted in
 * attempts, not in seconds, so that quiet sites are covered too.
 */
const ATTEMPTS_REMEMBERED = 50;
const ATTEMPTS_TO_TELL = 10;

export interface Circuit {
  readonly guard: Guard;
  readonly state: 'closed' | 'open' | 'half_open';
}

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly probeAtMs: number }
  /** One attempt is out to see; when it has not come back by `probeAtMs`, the next one goes. */
  | { readonly kind: 'half_open'; readonly probeAtMs: number };

/** A circuit breaker for one kind of attempt at Wix. */
export function createCircuit(
  clock: Clock,
  onChange: (state: Circuit['state']) => void = () => undefined,
): Circuit {
  let state: State = { kind: 'closed' };
  /** Of the last attempts, newest last: whether each was an outage. */
  let outages: boolean[] = [];

  const isClosed = () => state.kind === 'closed';

  function change(to: State): void {
    const hasChanged = to.kind !== state.kind;
    state = to;
    if (hasChanged) onChange(to.kind);
  }

  function probeIsDue(): boolean {
    return state.kind !== 'closed' && clock.monotonicMs() >= state.probeAtMs;
  }

  function waitForProbe(kind: 'open' | 'half_open'): State {
    change({ kind, probeAtMs: clock.monotonicMs() + PROBE_AFTER_MS });
    return state;
  }

  function count(outage: boolean): void {
    outages = [...outages.slice(1 - ATTEMPTS_REMEMBERED), outage];
    const failures = outages.filter(Boolean).length;
    if (outages.length >= ATTEMPTS_TO_TELL && failures > outages.length / 2) waitForProbe('open');
  }

  async function probe<T>(attempt: () => Promise<T>): Promise<T> {
    const mine = waitForProbe('half_open');
    let wellAgain = false;
    try {
      const result = await attempt();
      wellAgain = wasAnswered(result);
      return result;
    } finally {
      // Unless a later probe has found something out since.
      if (state === mine) {
        outages = [];
        if (wellAgain) change({ kind: 'closed' });
        else waitForProbe('open');
      }
    }
  }

  return {
    async guard(attempt) {
      if (probeIsDue()) return probe(attempt);
      if (state.kind !== 'closed') {
        const retryAfterSeconds = Math.ceil((state.probeAtMs - clock.monotonicMs()) / 1000);
        return failed({ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds });
      }
      const result = await attempt();
      // What set out before the circuit opened says nothing about what a probe has found since.
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
 * What says that Wix is down, rather than that it does not like this one call: refusals, throttling
 * or an odd answer for one site must not cut off all the others.
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

/** Whether Wix is there; what was not even asked of it does not tell. */
function wasAnswered(result: unknown): boolean {
  const failure = failureOf(result);
  return !isOutage(result) && (failure === undefined || wasAsked(failure));
}
