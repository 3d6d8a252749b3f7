import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';

export const WORKER = 'dist/_worker.js';

export interface OutgoingCall {
  readonly method: string;
  readonly url: string;
}

export interface StartedWorker {
  send(request: Request): Promise<Response>;
  /** Every call that left the worker, the emulator's and any other. */
  readonly outgoing: OutgoingCall[];
  close(): Promise<void>;
}

/**
 * The bundle of `npm run build` on the real Workers runtime. Every call that leaves it is caught:
 * those to Wix go to the emulator, any other is refused.
 */
export async function startWorker(
  wixApiOrigin: string,
  bindings: Readonly<Record<string, string>>,
): Promise<StartedWorker> {
  const outgoing: OutgoingCall[] = [];
  // The entry has to come first.
  const files = globSync('**/*.{js,mjs}', { cwd: WORKER }).sort((a, b) =>
    a === 'index.js' ? -1 : b === 'index.js' ? 1 : a.localeCompare(b),
  );
  const worker = new Miniflare({
    modulesRoot: WORKER,
    modules: files.map((file) => {
      const path = join(WORKER, file);
      return { type: 'ESModule' as const, path, contents: readFileSync(path, 'utf8') };
    }),
    compatibilityDate: '2026-01-01',
    compatibilityFlags: ['nodejs_compat'],
    bindings: { ...bindings },
    async outboundService(request) {
      const { method, url, headers } = request;
      outgoing.push({ method, url });
      const { origin, pathname, search } = new URL(url);
      if (origin !== 'https://www.wixapis.com') return new Response(null, { status: 403 }) as never;
      const body = method === 'GET' ? null : await request.text();
      const init = { method, headers: [...headers], body, redirect: 'manual' } as RequestInit;
      return (await fetch(wixApiOrigin + pathname + search, init)) as never;
    },
  });
  await worker.ready;

  return {
    async send(request) {
      const { method, headers, url } = request;
      const init = { method, headers: [...headers], redirect: 'manual' as const };
      const response = await worker.dispatchFetch(url, init);
      const body = [204, 304].includes(response.status) ? null : await response.text();
      const copy = new Response(body, { status: response.status, headers: [...response.headers] });
      // Of miniflare's own making.
      copy.headers.delete('mf-content-encoding');
      return copy;
    },
    outgoing,
    close: () => worker.dispose(),
  };
}
