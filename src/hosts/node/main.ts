import { setImmediate as turn } from 'node:timers/promises';
import { endOnSignals } from './signals.ts';

/* The production server. Its modules take a while to load, so the signal handlers are installed first. */

endOnSignals();
// A signal that arrived during the preload is delivered in this turn of the event loop.
await turn();
await import(new URL('./serve.mjs', import.meta.url).href);
