import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { freePort } from '../../scripts/free-port.ts';
import { spawnObservedServer } from '../../test/support/spawn-server.ts';
import { testThatQueriesReturnData } from './returns-data.ts';
import { type RunningPrometheus, startPrometheus } from './start-prometheus.ts';

type Server = Awaited<ReturnType<typeof spawnObservedServer>>;

/** One minute of the rules takes one second here, so that windows of hours take minutes. */
const SECONDS_PER_MINUTE = 1;

describe('the real Prometheus with a running server', () => {
  let emulator: Emulator;
  let server: Server;
  let prometheus: RunningPrometheus;
  let visits: NodeJS.Timeout;

  const mint = (order: Parameters<Emulator['world']['mintToken']>[0]) =>
    emulator.world.mintToken(order).token;

  /** Repeats every kind of page view: hits, misses, stale hits, refusals. */
  function keepVisiting(): NodeJS.Timeout {
    const known = mint({ kind: 'signed', instance: 1 });
    const forged = mint({ kind: 'opaque', forged: true });
    let next = 1_000;
    return setInterval(() => {
      next += 1;
      const fresh = { kind: 'opaque', instance: next } as const;
      const tokens = [known, known, known, mint(fresh), mint(fresh), forged, undefined];
      for (const Authorization of tokens) {
        const headers = Authorization === undefined ? {} : { Authorization };
        void fetch(`${server.origin}/api/get-instance`, { headers })
          .then((response) => response.arrayBuffer())
          .catch(() => undefined);
      }
    }, 50);
  }

  const alerts = async () => (await prometheus.alerts()).map(({ name }) => name);

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 5, sigma: 0 } });
    const port = await freePort();
    server = await spawnObservedServer(emulator.origin, {
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      INSTANCE_TTL_SECONDS: '1',
    });
    prometheus = await startPrometheus({
      targets: [`127.0.0.1:${port}`],
      secondsPerMinute: SECONDS_PER_MINUTE,
    });
    // Wix throttles and fails for a moment, so that every outcome occurs.
    visits = keepVisiting();
    for (const fault of [
      { mode: 'throttle', retryAfterSeconds: 1 },
      { mode: 'status', status: 503 },
    ] as const) {
      emulator.world.faults.set('get_app_instance', fault);
      // Long enough for the circuit breaker to open and to reject calls.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
    emulator.world.faults.clear();
  }, 60_000);

  afterAll(async () => {
    clearInterval(visits);
    await prometheus.stop();
    await server.kill();
    await emulator.close();
  });

  testThatQueriesReturnData({
    prometheus: () => prometheus,
    rateInterval: '40s',
    timeoutMs: 15_000,
  });

  test('fires the matching alerts while Wix is broken, and resolves them afterwards', async () => {
    emulator.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
    await vi.waitFor(
      async () =>
        expect(await alerts()).toEqual(expect.arrayContaining(['InstanceIdentityCircuitOpen'])),
      { timeout: 40_000, interval: 250 },
    );
    emulator.world.faults.clear();
    await vi.waitFor(
      async () => expect(await alerts()).not.toContain('InstanceIdentityCircuitOpen'),
      { timeout: 40_000, interval: 250 },
    );
  }, 90_000);
});
