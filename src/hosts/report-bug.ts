/** Prints the name of an unexpected error. Its message may contain secrets, so it is omitted. */
export function reportBug(error: unknown, where = ''): void {
  console.error(`unexpected ${error instanceof Error ? error.name : typeof error}${where}`);
}
