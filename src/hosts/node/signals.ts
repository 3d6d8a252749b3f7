import { processSlot } from '../../process-slots.ts';

/** SIGHUP is handled like SIGTERM. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

export type EndingSignal = (typeof SIGNALS)[number];

const slot = processSlot<(signal: EndingSignal) => void>('signals');

/**
 * Makes each signal exit the process at once with code 0, because no requests are in flight before the server
 * listens. By default the signal would kill the process, which looks like a failure.
 */
export function endOnSignals(): void {
  if (slot.value) return;
  slot.value = () => process.exit(0);
  for (const signal of SIGNALS) process.on(signal, () => slot.value?.(signal));
}

/**
 * Makes each signal call `handler`. The listeners stay installed: Node loads modules without a turn of the
 * event loop, and removing a listener would lose a pending signal.
 */
export function onSignals(handler: (signal: EndingSignal) => void): void {
  endOnSignals();
  slot.value = handler;
}
