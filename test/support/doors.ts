import { once } from 'node:events';
import { keepAlive } from '#keep-alive';
import { type App, compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { createWebHandler } from '../../src/hosts/web/web-handler.ts';
import type { FakeClock } from '../../src/test-support/fake-clock.ts';
import { redirectWixCalls } from '../../src/wix/redirect-wix-calls.ts';
import { listenOnNode } from './listen-on-node.ts';
import { startWorker, type StartedWorker } from './start-worker.ts';

/**
 * The ways in: the Node server over HTTP, the web-standard handler, and the built bundle on the Workers
 * runtime. The last needs a build, so vitest's projects say which of them a run goes through.
 */
export type DoorKind = 'node' | 'web' | 'worker';
export const DOORS = (process.env['DOORS'] ?? 'node,web').split(',') as DoorKind[];

export interface Door {
  send(request: Request): Promise<Response>;
  /** Moves the clock that the endpoint goes by. Timers of the Workers runtime are real, and stay. */
  advance(ms: number): Promise<void>;
  /** What an event of Wix's would do. */
  invalidate(instanceId: string): Promise<void>;
  instancesKept(): number;
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: FakeClock;
  /** Where the calls to Wix go. */
  readonly emulator: string;
}

export async function openDoor(kind: DoorKind, options: DoorOptions): Promise<Door> {
  if (kind === 'worker') return openWorkerDoor(options);

  const { environment, clock, emulator } = options;
  const realFetch = globalThis.fetch;
  redirectWixCalls(emulator);
  const config = readConfig((name) => environment[name]);
  const app = compose(config, { clock, random: () => 0.5, keepAlive });
  const served =
    kind === 'node'
      ? await serveOnNode(app)
      : { send: createWebHandler(app.handle), close: () => Promise.resolve() };
  return {
    send: served.send,
    advance: clock.advance,
    invalidate(instanceId) {
      app.instances.invalidate(instanceId);
      return Promise.resolve();
    },
    instancesKept: () => app.instances.size,
    async close() {
      globalThis.fetch = realFetch;
      await served.close();
    },
  };
}

async function serveOnNode(app: App) {
  const { server, port } = await listenOnNode(app);
  return {
    send: (request: Request): Promise<Response> => {
      const { pathname, search } = new URL(request.url);
      const { method, headers, signal } = request;
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method, headers, signal });
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const workers = new Map<string, Promise<StartedWorker>>();

/** Starting a worker takes half a second, so one serves all tests with its settings, emptied for each. */
async function openWorkerDoor({ environment, clock, emulator }: DoorOptions): Promise<Door> {
  const key = JSON.stringify([environment, emulator]);
  const starting =
    workers.get(key) ?? startWorker(emulator, environment, { standStillAtMs: clock.epochMs() });
  workers.set(key, starting);
  const worker = await starting;
  const control = (path: string) => worker.send(new Request(`http://localhost/__test/${path}`));
  await control('reset');
  return {
    send: (request) => worker.send(request),
    async advance(ms) {
      await clock.advance(ms);
      await control(`advance/${ms}`);
    },
    async invalidate(instanceId) {
      await control(`invalidate/${instanceId}`);
    },
    instancesKept() {
      throw new Error('The worker does not tell what it remembers');
    },
    close: () => Promise.resolve(),
  };
}

/** Ends what outlives a single test. */
export async function closeDoors(): Promise<void> {
  for (const worker of workers.values()) await (await worker).close();
  workers.clear();
}
