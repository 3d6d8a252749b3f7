import type { Ending } from './end-everything.ts';

const PARENT_CHECKED_EVERY_MS = 500;

/**
 * Ensures that nothing that this process started outlives it. The first signal aborts, so that the run can still
 * write its results. The second signal kills. Returns the abort signal.
 */
export function endOnSignals(ending: Ending): AbortSignal {
  const abortion = new AbortController();
  const interrupt = () => {
    if (abortion.signal.aborted) process.exit(2);
    abortion.abort(new Error('interrupted'));
    process.stderr.write('\nEnding the run. A second signal kills it.\n');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // npm's shell does not forward every signal. When npm has ended, this process ends too.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !abortion.signal.aborted) interrupt();
  }, PARENT_CHECKED_EVERY_MS).unref();
  process.on('exit', () => ending.killAll());
  return abortion.signal;
}
