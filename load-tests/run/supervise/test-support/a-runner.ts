import { devNull } from 'node:os';
import { createEnding } from '../end-everything.ts';
import { endOnSignals } from '../end-on-signals.ts';
import { startServer } from '../start-server.ts';

/* Starts a server as the runner does, prints its origin, and runs until it is ended. */

const ending = createEnding();
const signal = endOnSignals(ending);
const server = await startServer({
  args: [`${import.meta.dirname}/a-server.ts`],
  env: {},
  logFile: devNull,
});
ending.add('the server', { end: () => server.end(), now: () => server.kill() });
signal.addEventListener('abort', () => void ending.endAll().then(() => process.exit(2)));
console.log(`runs ${server.origin}`);
setInterval(() => undefined, 60_000);
if (process.env['CRASH']) throw new Error('as ordered');
