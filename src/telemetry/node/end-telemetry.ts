import { processSlot } from '../../process-slots.ts';

const slot = processSlot<() => Promise<void>>('end-telemetry');

/** If the collector hangs, the SDK takes ten seconds and then rejects. */
const END_WITHIN_MS = 2_000;

export function onTelemetryEnd(flush: () => Promise<void>): void {
  slot.value = flush;
}

/** Sends the remaining data. Gives up after two seconds. Never rejects. */
export async function endTelemetry(): Promise<void> {
  const flushed = slot.value?.().catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
  await Promise.race([flushed, late]);
}
