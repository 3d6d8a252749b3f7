/**
 * Node keeps work going by itself. But where nobody waits for it any more, a bug in it must end
 * neither in silence nor in the end of the process. Its message may hold anything, and is not printed.
 */
export function keepAlive(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    console.error(
      `unexpected ${error instanceof Error ? error.name : typeof error} behind an answer`,
    );
  });
}
