/** Where the preloaded SDK, a bundle of its own, leaves word of how it is ended. */
const SLOT = Symbol.for('instance-identity.end-telemetry');

/** With a collector that hangs, the SDK would take ten seconds, and reject. */
const END_WITHIN_MS = 2_000;

const slots = globalThis as unknown as Record<symbol, (() => Promise<void>) | undefined>;

export function onTelemetryEnd(flush: () => Promise<void>): void {
  slots[SLOT] = flush;
}

/** Sends what is left, if that can be done within two seconds. Never rejects. */
export async function endTelemetry(): Promise<void> {
  const flushed = slots[SLOT]?.().catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
  await Promise.race([flushed, late]);
}
