import type { Ending } from './end-everything.ts';

const PARENT_LOOKED_FOR_EVERY_MS = 500;

/**
 * However this process ends, nothing that it started lives on. The first signal aborts, so that the run can
 * write down what it has; the second kills. Returns the signal of the abortion.
 */
export function endOnSignals(ending: Ending): AbortSignal {
  const abortion = new AbortController();
  const interrupt = () => {
    if (abortion.signal.aborted) process.exit(2);
    abortion.abort(new Error('interrupted'));
    process.stderr.write('\nEnding what was started; once more kills it.\n');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // npm's shell does not pass every signal on; whoever ended npm meant us too.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !abortion.signal.aborted) interrupt();
  }, PARENT_LOOKED_FOR_EVERY_MS).unref();
  process.on('exit', () => ending.killAll());
  return abortion.signal;
}
