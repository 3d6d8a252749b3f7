const MAX_CHARACTERS = 200;

/** Returns the reason of a failure on one line. Pass only SDK and network errors, which contain no secrets. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as Error & { code?: unknown };
  const known = typeof code === 'string' || typeof code === 'number' ? String(code) : '';
  const message = error.message.replace(/\s+/g, ' ').trim() || error.name;
  const text = known === '' || message.includes(known) ? message : `${message} (${known})`;
  return text.slice(0, MAX_CHARACTERS);
}
