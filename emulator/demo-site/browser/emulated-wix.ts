/** Calls the emulator's control API. The page's own origin serves it. */
export function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  return send<T>(method, `/_emulator/${path}`, body);
}

/**
 * Does not use the control API, whose response contains the owner's address: that must not reach a
 * visitor's browser.
 */
export function changePlan(instance: number, plan: string): Promise<{ plan: string }> {
  return send('PUT', `/demo/sites/${instance}/plan`, { plan });
}

async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return (await response.json()) as T;
}

export async function mintToken(
  instance: number,
  subject: 'visitor' | 'member' | 'user',
  kind: 'opaque' | 'signed',
): Promise<string> {
  const order = { kind, subject, instance };
  return (await control<{ token: string }>('POST', 'tokens', order)).token;
}

/** All calls that reached the emulated Wix since its last reset. */
export async function callsToWix(): Promise<number> {
  const { totals } = await control<{ totals: Record<string, number> }>('GET', 'calls');
  return Object.values(totals).reduce((sum, calls) => sum + calls, 0);
}
