import { reportBug } from '../report-bug.ts';

/**
 * Node keeps work going by itself. But where nobody waits for it any more, a bug in it must end
 * neither in silence nor in the end of the process.
 */
export function keepAlive(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    reportBug(error, ' behind an answer');
  });
}
