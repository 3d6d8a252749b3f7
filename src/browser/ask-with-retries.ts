import type { Clock } from '../resilience/clock.ts';
import type { Attempt } from './ask-endpoint.ts';
import type { InstanceResult } from './instance-data.ts';

/** The result, and how long the page's widgets share it. */
export interface Settled {
  readonly result: InstanceResult;
  readonly freshMs: number;
}

export const ATTEMPTS = 3;

/** The longest `Retry-After` that an attempt waits for. With a longer one the client gives up and does not retry sooner. */
export const MAX_WAIT_MS = 30_000;

/** How long a page makes no call after a failure. `Retry-After` may extend the cooldown up to the maximum. */
export const MIN_COOLDOWN_MS = 5_000;
const MAX_COOLDOWN_MS = 300_000;

const FIRST_DELAY_MS = 500;

/** Makes up to three attempts with growing delays, and none before the endpoint's `Retry-After`. Never rejects. */
export async function askWithRetries(options: {
  readonly ask: (attempt: number) => Promise<Attempt>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
}): Promise<Settled> {
  const { ask, signal, clock, random } = options;
  let cooldownMs = MIN_COOLDOWN_MS;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const outcome = await ask(attempt - 1);
    if (outcome.kind === 'answered') return outcome;
    cooldownMs = Math.max(MIN_COOLDOWN_MS, outcome.retryAfterMs ?? 0);
    if (attempt === ATTEMPTS || cooldownMs > MAX_WAIT_MS) break;
    await pause(delayMs(attempt, outcome.retryAfterMs, random), clock, signal);
  }
  return { result: { kind: 'unavailable' }, freshMs: Math.min(cooldownMs, MAX_COOLDOWN_MS) };
}

/**
 * `Retry-After` plus a random addition, or between half and all of a doubling delay. Pages that failed at the same
 * moment must not retry at the same moment.
 */
function delayMs(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs !== undefined)
    return retryAfterMs + random() * Math.max(1_000, retryAfterMs / 4);
  return FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + random() / 2);
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
