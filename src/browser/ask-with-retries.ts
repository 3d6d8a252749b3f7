import type { Clock } from '../resilience/clock.ts';
import type { Attempt } from './ask-endpoint.ts';
import type { InstanceResult } from './instance-data.ts';

/** The result, and for how long nobody on the page needs to ask again. */
export interface Settled {
  readonly result: InstanceResult;
  readonly freshMs: number;
}

export const ATTEMPTS = 3;

/** The longest `Retry-After` that is waited for. Where it asks for more, the page gives up, and does not come sooner. */
export const CEILING_MS = 30_000;

/** How long a page lets an endpoint be that did not answer. */
export const UNAVAILABLE_FRESH_MS = 5_000;
const LONGEST_REST_MS = 300_000;

const BACKOFF_MS = 500;

/** Asks a few times, further and further apart, and never before the endpoint wants to be asked. Never rejects. */
export async function askWithRetries(options: {
  readonly ask: (attempt: number) => Promise<Attempt>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
}): Promise<Settled> {
  const { ask, signal, clock, random } = options;
  let restMs = UNAVAILABLE_FRESH_MS;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const outcome = await ask(attempt - 1);
    if (outcome.kind === 'answered') return outcome;
    restMs = Math.max(UNAVAILABLE_FRESH_MS, outcome.retryAfterMs ?? 0);
    if (attempt === ATTEMPTS || restMs > CEILING_MS) break;
    await pause(delayMs(attempt, outcome.retryAfterMs, random), clock, signal);
  }
  return { result: { kind: 'unavailable' }, freshMs: Math.min(restMs, LONGEST_REST_MS) };
}

/**
 * After a `Retry-After` a little is added, never taken off; else between half and all of a doubling span. Pages that
 * failed in one moment must not come back in one moment.
 */
function delayMs(attempt: number, askedForMs: number | undefined, random: () => number): number {
  if (askedForMs !== undefined) return askedForMs + random() * Math.max(1_000, askedForMs / 4);
  return BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + random() / 2);
}

function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
