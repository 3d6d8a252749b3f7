import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Miniflare } from 'miniflare';
import { measureHeap } from './measure-heap.ts';

export const WORKER = 'dist/_worker.js';

export interface OutgoingCall {
  readonly method: string;
  readonly url: string;
}

export interface StartedWorker {
  send(request: Request): Promise<Response>;
  /** Every call that left the worker, the emulator's and any other. */
  readonly outgoing: OutgoingCall[];
  /** Everything it has written on the console so far. */
  output(): string;
  /** Where the runtime itself listens, for requests that `fetch` would not send. */
  readonly port: number;
  /** JavaScript's heap in the worker, garbage collected first. Only with `inspected`. */
  heapBytes(): Promise<number>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** Epoch ms. Time stands still there until a request to `/__test/advance/<ms>`. */
  readonly standStillAtMs?: number;
  /** The text of a module that wraps `./index.js`, where the clock is not stood still. */
  readonly entry?: string;
  /**
   * `waitUntil` of `cloudflare:workers` does nothing, so that work dies with its request. The runtime
   * cuts off what it holds, too, but after half a minute: here a test has it at will.
   */
  readonly withoutWaitUntil?: boolean;
  /** Another origin that calls may reach as they are. */
  readonly reaches?: string;
  /** Lets the heap be measured. */
  readonly inspected?: boolean;
  /** Receives what the worker prints, which goes to the console when it is left out. */
  readonly onOutput?: (text: string) => void;
}

/** Stands in for `cloudflare:workers`, where the bundle is to go without `waitUntil`. */
const WITHOUT_WAIT_UNTIL = join(WORKER, 'without-wait-until.js');

/**
 * The bundle of `npm run build` on the real Workers runtime. Every call that leaves it is caught:
 * those to Wix go to the emulator, any other is refused.
 */
export async function startWorker(
  wixApiOrigin: string,
  bindings: Readonly<Record<string, string>>,
  options: WorkerOptions = {},
): Promise<StartedWorker> {
  const outgoing: OutgoingCall[] = [];
  let output = '';
  // The entry has to come first.
  const files = globSync('**/*.{js,mjs}', { cwd: WORKER }).sort((a, b) =>
    a === 'index.js' ? -1 : b === 'index.js' ? 1 : a.localeCompare(b),
  );
  const bundle = files.map((file) => {
    const path = join(WORKER, file);
    const contents = readFileSync(path, 'utf8');
    return module(path, options.withoutWaitUntil ? importingStandIn(path, contents) : contents);
  });
  const { standStillAtMs } = options;
  const entry = standStillAtMs === undefined ? options.entry : entryUnderTest(standStillAtMs);
  if (entry !== undefined) bundle.unshift(module(join(WORKER, 'under-test.js'), entry));
  if (options.withoutWaitUntil) {
    const standIn = `export * from 'cloudflare:workers'; export const waitUntil = () => {};`;
    bundle.push(module(WITHOUT_WAIT_UNTIL, standIn));
  }
  const { onOutput } = options;
  const worker = new Miniflare({
    ...(options.inspected && { inspectorPort: 0 }),
    modulesRoot: WORKER,
    modules: bundle,
    compatibilityDate: '2026-01-01',
    compatibilityFlags: ['nodejs_compat'],
    bindings: { ...bindings },
    handleRuntimeStdio(...streams) {
      for (const stream of streams) {
        stream.on('data', (chunk: Buffer) => {
          output += String(chunk);
          onOutput?.(String(chunk));
        });
      }
    },
    async outboundService(request) {
      const { method, url, headers } = request;
      outgoing.push({ method, url });
      const { origin, pathname, search } = new URL(url);
      const isToWix = origin === 'https://www.wixapis.com';
      if (!isToWix && origin !== options.reaches) {
        return new Response(null, { status: 403 }) as never;
      }
      const body = method === 'GET' ? null : await request.text();
      const init = { method, headers: [...headers], body, redirect: 'manual' } as RequestInit;
      const response = await fetch((isToWix ? wixApiOrigin : origin) + pathname + search, init);
      // Read here: a body that breaks off half way would not reach the worker as broken.
      const text = await response.text();
      return new Response(text, { status: response.status, headers: response.headers }) as never;
    },
  });
  const { port } = await worker.ready;

  return {
    async send(request) {
      const { method, headers, url, signal } = request;
      const init = { method, headers: [...headers], redirect: 'manual' as const, signal };
      const response = await worker.dispatchFetch(url, init);
      const body = [204, 304].includes(response.status) ? null : await response.text();
      const copy = new Response(body, { status: response.status, headers: [...response.headers] });
      // Of miniflare's own making.
      copy.headers.delete('mf-content-encoding');
      return copy;
    },
    outgoing,
    output: () => output,
    port: Number(port),
    heapBytes: async () => measureHeap(await worker.getInspectorURL()),
    close: () => worker.dispose(),
  };
}

function module(path: string, contents: string) {
  return { type: 'ESModule' as const, path, contents };
}

function importingStandIn(path: string, contents: string): string {
  const standIn = relative(dirname(path), WITHOUT_WAIT_UNTIL);
  return contents.replaceAll(/(['"])cloudflare:workers\1/g, `'./${standIn}'`);
}

/**
 * Wraps the bundle as it was built: the clock of the runtime is ours to move, jitter is none, and the
 * process-wide slot of `src/hosts/process-app.ts` is where an event of Wix's would find the cache, and where
 * the next request, finding it empty, puts a new one.
 */
function entryUnderTest(startMs: number): string {
  return `
    import bundle from './index.js';
    let elapsedMs = 0;
    Date.now = () => ${startMs} + elapsedMs;
    Object.defineProperty(performance, 'now', { value: () => elapsedMs });
    Math.random = () => 0.5;
    const slot = Symbol.for('instance-identity.app');
    export default {
      async fetch(request, env, context) {
        const [, test, what, value] = new URL(request.url).pathname.split('/');
        if (test !== '__test') return bundle.fetch(request, env, context);
        if (what === 'reset') {
          elapsedMs = 0;
          delete globalThis[slot];
        }
        if (what === 'advance') elapsedMs += Number(value);
        if (what === 'invalidate') globalThis[slot].instances.invalidate(value);
        return new Response(null, { status: 204 });
      },
    };
  `;
}
