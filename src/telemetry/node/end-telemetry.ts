import { processSlot } from '../../process-slots.ts';

const slot = processSlot<() => Promise<void>>('end-telemetry');

/** With a collector that hangs, the SDK would take ten seconds, and reject. */
const END_WITHIN_MS = 2_000;

export function onTelemetryEnd(flush: () => Promise<void>): void {
  slot.value = flush;
}

/** Sends what is left, if that can be done within two seconds. Never rejects. */
export async function endTelemetry(): Promise<void> {
  const flushed = slot.value?.().catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
  await Promise.race([flushed, late]);
}
