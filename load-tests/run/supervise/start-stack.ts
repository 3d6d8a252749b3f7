import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';
import type { Latency } from '../../../emulator/world/latency.ts';
import { type Emulator, startEmulator } from '../../../emulator/start-emulator.ts';
import type { Measurement } from '../../../scripts/meter.ts';
import type { Ending } from './end-everything.ts';
import { type MeasureOptions, type RunningServer, startServer } from './start-server.ts';

export interface StackOrder {
  /** Node's arguments: the built server, or the documentation's example. */
  readonly args: readonly string[];
  /** Settings besides the ones that the server needs to run here. */
  readonly settings: Readonly<Record<string, string>>;
  readonly latency: Latency;
  /** The folder for logs. */
  readonly folder: string;
  readonly ending: Ending;
}

/** The emulator in this process, and a server that calls it in another. */
export interface Stack {
  /** The server's origin, which a restart does not change. */
  readonly origin: string;
  readonly emulator: Emulator;
  measure(options?: MeasureOptions): Promise<Measurement | undefined>;
  /** Ends the server as a deployment does, and starts it again on the same port with empty caches. */
  restart(): Promise<void>;
  /** How the server ended by itself; undefined while it runs. */
  died(): string | undefined;
  end(): Promise<void>;
}

export async function startStack(order: StackOrder): Promise<Stack> {
  const { args, settings, latency, folder, ending } = order;
  mkdirSync(folder, { recursive: true });
  const emulator = await startEmulator({ latency });
  ending.add('the emulator', { end: () => emulator.close() });

  const environment = {
    ...DEVELOPMENT_APP,
    WIX_API_ORIGIN: emulator.origin,
    HOST: '127.0.0.1',
    ...settings,
  };
  let expected = false;
  let died: string | undefined;

  async function start(port: number): Promise<RunningServer> {
    const server = await startServer({
      args,
      env: { ...environment, PORT: String(port) },
      logFile: join(folder, 'server.log'),
    });
    void server.ended.then((how) => {
      if (!expected) died = String(how);
    });
    return server;
  }

  let server = await start(0);
  const { origin, port } = server;
  const end = () => {
    expected = true;
    return server.end();
  };
  ending.add('the server', { end, now: () => server.kill() });

  return {
    origin,
    emulator,
    measure: (options) => server.measure(options),
    async restart() {
      expected = true;
      await server.end();
      try {
        server = await start(port);
      } catch (error) {
        died = `it did not come back: ${error instanceof Error ? error.message : String(error)}`;
        throw error;
      }
      expected = false;
    },
    died: () => died,
    end,
  };
}
