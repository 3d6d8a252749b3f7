import { processSlot } from '../../process-slots.ts';

/** A closed terminal (SIGHUP) means what SIGTERM does. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

export type EndingSignal = (typeof SIGNALS)[number];

const slot = processSlot<(signal: EndingSignal) => void>('signals');

/**
 * From now on a signal ends the process at once, with 0: before the server listens there is nothing to
 * complete. Without this, Node would end by the signal, which looks like a failure.
 */
export function endOnSignals(): void {
  if (slot.value) return;
  slot.value = () => process.exit(0);
  for (const signal of SIGNALS) process.on(signal, () => slot.value?.(signal));
}

/**
 * From now on a signal calls `handler`. The listeners stay: Node loads modules without a turn of the event
 * loop, and a signal that waits for one would be lost with its listener.
 */
export function onSignals(handler: (signal: EndingSignal) => void): void {
  endOnSignals();
  slot.value = handler;
}
