import { endOnEarlySignals } from './early-signals.ts';

/* The production server. What it imports takes a while to load, so signals come first. */

endOnEarlySignals();
await import(new URL('./serve.mjs', import.meta.url).href);
