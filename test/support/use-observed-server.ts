import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
import { spawnObservedServer } from './spawn-server.ts';

type Server = Awaited<ReturnType<typeof spawnObservedServer>>;

export interface Observed {
  /** One for all tests of the file, reset before each. */
  readonly emulator: Emulator;
  /** A new one for each test. */
  readonly receiver: OtlpReceiver;
  /** The server that this test started last. */
  readonly server: Server;
  /** Starts the built server with its telemetry. It ends with the test. */
  start(settings: Readonly<Record<string, string>>): Promise<void>;
}

/** Gives each test an OTLP receiver, and a server that it starts itself. `medianMs` is the time that Wix takes. */
export function useObservedServer({ medianMs }: { readonly medianMs: number }): Observed {
  let emulator: Emulator;
  let receiver: OtlpReceiver;
  let server: Server | undefined;

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs, sigma: 0 } });
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    emulator.world.reset();
    receiver = await startOtlpReceiver();
  });
  afterEach(async () => {
    await server?.kill();
    server = undefined;
    await receiver.close();
  });

  return {
    get emulator() {
      return emulator;
    },
    get receiver() {
      return receiver;
    },
    get server() {
      if (!server) throw new Error('This test has not started its server.');
      return server;
    },
    async start(settings) {
      server = await spawnObservedServer(emulator.origin, settings);
    },
  };
}
