import { endOnSignals } from './signals.ts';

/* The production server. What it imports takes a while to load, so signals come first. */

endOnSignals();
await import(new URL('./serve.mjs', import.meta.url).href);
