import { setImmediate as turn } from 'node:timers/promises';
import { endOnSignals } from './signals.ts';

/* The production server. What it imports takes a while to load, so signals come first. */

endOnSignals();
// One that came while the preload ran is heard in this turn of the event loop.
await turn();
await import(new URL('./serve.mjs', import.meta.url).href);
