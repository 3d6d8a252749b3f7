const MAX_CHARACTERS = 200;

/** Why something failed, on one line. Given only what the SDK and the network throw, which hold no secret. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as Error & { code?: unknown };
  const known = typeof code === 'string' || typeof code === 'number' ? String(code) : '';
  const message = error.message.replace(/\s+/g, ' ').trim() || error.name;
  const text = known === '' || message.includes(known) ? message : `${message} (${known})`;
  return text.slice(0, MAX_CHARACTERS);
}
