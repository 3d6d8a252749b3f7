import { endOnSignals } from './signals.ts';

/*
 * `node --import dist-node/telemetry.mjs`: OpenTelemetry takes 0.3 s to load, and signals have to be heard
 * in the meantime.
 */

endOnSignals();
await import(new URL('./telemetry-sdk.mjs', import.meta.url).href);
