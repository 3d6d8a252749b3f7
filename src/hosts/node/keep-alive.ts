import { reportBug } from '../report-bug.ts';

/**
 * Node keeps the work running. If nothing awaits it, an error must be reported and must not crash the
 * process.
 */
export function keepAlive(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    reportBug(error, ' behind an answer');
  });
}
