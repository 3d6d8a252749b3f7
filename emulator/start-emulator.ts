import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

import { createAdaptorServer } from '@hono/node-server';

import { createApp } from './create-app.ts';
import type { DemoOptions } from './demo-site/demo-options.ts';
import { DEVELOPMENT_APP, type AppCredentials } from './development-app.ts';
import { REALISTIC_LATENCY, type Latency } from './world/latency.ts';
import { createWorld, type World } from './world/world.ts';

export interface EmulatorOptions {
  /** 0, the default, picks a free port. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  app?: AppCredentials;
  latency?: Latency;
  /** Whether token-info counts towards the limit of 200 requests a minute; false by default. */
  tokenInfoCountsTowardsLimit?: boolean;
  /** Epoch ms. */
  clock?: () => number;
  /** From 0 up to 1, like Math.random. */
  random?: () => number;
  /** Serves the demo site at `/`. */
  demo?: DemoOptions;
}

export interface Emulator {
  /** The value for WIX_API_ORIGIN, as in `http://127.0.0.1:4400`. */
  readonly origin: string;
  readonly port: number;
  /** The state, to read and change without HTTP. */
  readonly world: World;
  /** Closes all connections, including hanging ones. */
  close(): Promise<void>;
}

/**
 * Starts an emulator in this process. Rejects when it cannot listen (`error.code` is EADDRINUSE,
 * for example).
 */
export async function startEmulator({
  port = 0,
  host = '127.0.0.1',
  app = DEVELOPMENT_APP,
  latency = REALISTIC_LATENCY,
  tokenInfoCountsTowardsLimit = false,
  // Date.now is looked up on each call, so that a test's fake Date moves the emulator too.
  clock = () => Date.now(),
  random = Math.random,
  demo,
}: EmulatorOptions = {}): Promise<Emulator> {
  const world = createWorld({ app, clock, random, latency, tokenInfoCountsTowardsLimit });
  const { fetch } = await createApp(world, demo);
  // By default the adapter replaces the process's Request and Response, which the code under test
  // uses too.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server;

  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;

  return {
    origin: `http://${reachable(host)}:${bound}`,
    port: bound,
    world,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Returns a host to connect to. A wildcard address is replaced with loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
