import { endOnSignals } from './signals.ts';

/*
 * Loaded by `node --import dist-node/telemetry.mjs`. OpenTelemetry takes 0.3 s to load, so the signal
 * handlers are installed first.
 */

endOnSignals();
await import(new URL('./telemetry-sdk.mjs', import.meta.url).href);
