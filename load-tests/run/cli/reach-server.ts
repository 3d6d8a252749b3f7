const ANSWERS_WITHIN_MS = 5_000;

/**
 * Why no load can be sent to this origin, or undefined when a server answers there. A preflight needs no token and
 * never causes a call to Wix. Any status counts as an answer.
 */
export async function reachServer(baseUrl: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${baseUrl}/api/get-instance`, {
      method: 'OPTIONS',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    await response.body?.cancel();
    return undefined;
  } catch (error) {
    return `No server answers at ${baseUrl} (${reasonOf(error)}); start it first, or correct --base-url`;
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
  if (name === 'TimeoutError') return `no answer within ${ANSWERS_WITHIN_MS / 1000} s`;
  return cause?.code ?? message;
}
