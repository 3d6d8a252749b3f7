/** Prints that something happened which never should. An error's message may hold anything: only its name is safe. */
export function reportBug(error: unknown, where = ''): void {
  console.error(`unexpected ${error instanceof Error ? error.name : typeof error}${where}`);
}
