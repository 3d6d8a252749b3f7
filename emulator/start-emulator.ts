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
  /** 0, the default, takes any free port. */
  port?: number;
  /** Loopback unless told otherwise. */
  host?: string;
  app?: AppCredentials;
  latency?: Latency;
  /** Epoch ms. */
  clock?: () => number;
  /** From 0 up to 1, like Math.random. */
  random?: () => number;
  /** With it, the demo site stands at `/`. */
  demo?: DemoOptions;
}

export interface Emulator {
  /** As in `http://127.0.0.1:4400`: what WIX_API_ORIGIN is set to. */
  readonly origin: string;
  readonly port: number;
  /** Its state, to look at and to change without HTTP. */
  readonly world: World;
  /** Ends every connection, also those left hanging. */
  close(): Promise<void>;
}

/** Starts an emulator in this process; rejects when it cannot listen (`error.code` EADDRINUSE and the like). */
export async function startEmulator({
  port = 0,
  host = '127.0.0.1',
  app = DEVELOPMENT_APP,
  latency = REALISTIC_LATENCY,
  // Looked up at each call, so that a test's fake Date moves the emulator along.
  clock = () => Date.now(),
  random = Math.random,
  demo,
}: EmulatorOptions = {}): Promise<Emulator> {
  const world = createWorld({ app, clock, random, latency });
  const { fetch } = await createApp(world, demo);
  // The adapter would replace the process's Request and Response, which the code under test uses too.
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

/** A host to connect to: an address that means every interface is none. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
