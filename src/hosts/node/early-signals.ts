/** Shared with the preload, a bundle of its own. Holds how to stop listening for them. */
const SLOT = Symbol.for('instance-identity.early-signals');

const slots = globalThis as unknown as Record<symbol, (() => void) | undefined>;

/** A closed terminal (SIGHUP) means what SIGTERM does. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/**
 * Ends the process at once, with 0, on a signal that arrives before the server listens: there is nothing
 * to complete. Without this, Node would end by the signal, which looks like a failure.
 */
export function endOnEarlySignals(): void {
  if (slots[SLOT]) return;
  const end = () => process.exit(0);
  for (const signal of SIGNALS) process.on(signal, end);
  slots[SLOT] = () => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
}

/** Leaves the signals to whoever called this. */
export function takeOverSignals(): void {
  slots[SLOT]?.();
  slots[SLOT] = undefined;
}
