/** The emulator's control API, as far as the demo turns its knobs. The page's own origin serves it. */
export function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  return send<T>(method, `/_emulator/${path}`, body);
}

/** Not through the control API, whose answer would bring the owner's address into a visitor's browser. */
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

/** All calls that reached the emulated Wix since it counts. */
export async function callsToWix(): Promise<number> {
  const { totals } = await control<{ totals: Record<string, number> }>('GET', 'calls');
  return Object.values(totals).reduce((sum, calls) => sum + calls, 0);
}
