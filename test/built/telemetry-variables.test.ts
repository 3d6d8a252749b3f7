import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.ts';
import { useObservedServer } from '../support/use-observed-server.ts';

type Settings = Readonly<Record<string, string>>;

/** The OTLP value. 2 means cumulative. */
const DELTA = 1;

const SERVER = 'GET /api/get-instance';

const observed = useObservedServer({ medianMs: 0 });

/** Starts a server with exactly these OTEL_* variables and sends one request. */
async function answerOnce(settings: Settings): Promise<{ isRecorded: boolean }> {
  await observed.start(settings);
  const { token } = observed.emulator.world.mintToken({ kind: 'signed', instance: 1 });
  const response = await fetch(`${observed.server.origin}/api/get-instance`, {
    headers: { Authorization: token },
  });
  await response.arrayBuffer();
  expect(response.status).toBe(200);
  return { isRecorded: /-01"/.test(response.headers.get('Server-Timing') ?? '') };
}

/** Adds the variables for immediate export to the receiver. */
const exported = (settings: Settings = {}): Settings => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: observed.receiver.endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_METRIC_EXPORT_INTERVAL: '100',
  ...settings,
});

const warnings = () =>
  observed.server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"warn"'))
    .map((line) => String((JSON.parse(line) as Settings)['msg']));

const spans = () => observed.receiver.spans().filter(({ name }) => name === SERVER).length;
const exportsOf = (signal: string) =>
  observed.receiver.requests().filter(({ path }) => path === `/v1/${signal}`).length;

describe('a wrong value', () => {
  test('is logged in one line with its name, and the server starts and answers', async () => {
    const wrong: Settings = {
      OTEL_METRIC_EXPORT_INTERVAL: '30s',
      OTEL_METRIC_EXPORT_TIMEOUT: '-1',
      OTEL_METRICS_EXPORTER: 'otlp,otlp,carbon',
      OTEL_TRACES_EXPORTER: 'oltp',
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: 'half',
      OTEL_RESOURCE_ATTRIBUTES: 'team',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2%',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'NaN',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'brotli',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/not/there.pem',
      OTEL_BSP_MAX_QUEUE_SIZE: '2147483648',
      OTEL_NODE_RESOURCE_DETECTORS: 'enf',
      OTEL_PROPAGATORS: 'b4',
      OTEL_SDK_DISABLED: 'yes',
      OTEL_LOG_LEVEL: 'loud',
    };
    const { isRecorded } = await answerOnce(exported(wrong));
    expect(isRecorded).toBe(true);
    await expect.poll(spans, { timeout: 5_000 }).toBe(1);
    expect(warnings().map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(Object.keys(wrong)),
    );
    expect(warnings()).toHaveLength(Object.keys(wrong).length);
    expect(observed.server.output()).not.toContain('hunter2');
    expect(observed.server.output()).not.toMatch(/^ +at /m);
  });

  test.each(['30s', '0', '2147483648'])(
    'OTEL_METRIC_EXPORT_INTERVAL=%s does not flood the collector',
    async (interval) => {
      await answerOnce(exported({ OTEL_METRIC_EXPORT_INTERVAL: interval }));
      await expect.poll(spans, { timeout: 5_000 }).toBe(1);
      await pause(300);
      expect(exportsOf('metrics')).toBe(0);
    },
  );

  test.each(['127.0.0.1:9', '"http://127.0.0.1:9"'])(
    'the endpoint %s is logged, and nothing is exported to localhost instead',
    async (endpoint) => {
      const { isRecorded } = await answerOnce(exported({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }));
      expect(isRecorded).toBe(false);
      expect(warnings()).toEqual([
        expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT must be a URL/),
      ]);
    },
  );

  test('a warning from the SDK is logged', async () => {
    await answerOnce(exported({ OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'maybe' }));
    expect(warnings()).toContainEqual(
      expect.stringMatching(/^OpenTelemetry: .*OTEL_NODE_EXPERIMENTAL_SDK_METRICS/),
    );
  });

  test('a Prometheus port that is in use is logged', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await answerOnce({
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    });
    taken.close();
    expect(warnings()).toEqual([
      expect.stringContaining(`OTEL_EXPORTER_PROMETHEUS_PORT ${port} is in use on 127.0.0.1`),
    ]);
  });
});

describe('an empty value', () => {
  test('names no exporter: nothing goes to localhost', async () => {
    const { isRecorded } = await answerOnce({
      OTEL_TRACES_EXPORTER: '',
      OTEL_METRICS_EXPORTER: ' ',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
    });
    expect(isRecorded).toBe(false);
    expect(warnings()).toEqual([]);
  });

  test('for the general endpoint does not override the specific one', async () => {
    await answerOnce(
      exported({
        OTEL_EXPORTER_OTLP_ENDPOINT: '',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${observed.receiver.endpoint}/v1/traces`,
      }),
    );
    await expect.poll(spans, { timeout: 5_000 }).toBe(1);
    expect(exportsOf('metrics')).toBe(0);
  });

  test('for the detectors exports no command line, host or user', async () => {
    await answerOnce(exported({ OTEL_NODE_RESOURCE_DETECTORS: '' }));
    await expect.poll(spans, { timeout: 5_000 }).toBe(1);
    expect(Object.keys(observed.receiver.resource()).sort()).toEqual([
      'deployment.environment.name',
      'service.instance.id',
      'service.name',
      'service.version',
    ]);
  });
});

test('OTEL_SDK_DISABLED=True disables', async () => {
  const port = String(await freePort());
  const { isRecorded } = await answerOnce(
    exported({
      OTEL_SDK_DISABLED: 'True',
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: port,
    }),
  );
  expect(isRecorded).toBe(false);
  await expect(fetch(`http://localhost:${port}/metrics`)).rejects.toThrow();
  await pause(300);
  expect(observed.receiver.requests()).toEqual([]);
});

test('OTEL_METRICS_EXPORTER=console prints the metrics', async () => {
  await answerOnce({ OTEL_METRICS_EXPORTER: 'console', OTEL_METRIC_EXPORT_INTERVAL: '100' });
  await observed.server.printed(/http\.server\.request\.duration/);
  expect(warnings()).toEqual([]);
});

test('otlp,otlp exports once', async () => {
  await answerOnce(
    exported({
      OTEL_METRICS_EXPORTER: 'otlp,otlp',
      OTEL_TRACES_EXPORTER: 'otlp, OTLP',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    }),
  );
  await expect.poll(() => exportsOf('metrics'), { timeout: 5_000 }).toBe(1);
  await pause(300);
  expect(exportsOf('metrics')).toBe(1);
  expect(spans()).toBe(1);
});

test('headers are sent, and a signal’s own headers override the general ones', async () => {
  await answerOnce(
    exported({
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=general,tenant=a%20b',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'api-key=traces',
    }),
  );
  await expect.poll(() => exportsOf('metrics') > 0 && spans() === 1, { timeout: 5_000 }).toBe(true);
  const sent = Object.fromEntries(
    observed.receiver
      .requests()
      .map(({ path, headers }) => [path, [headers['api-key'], headers['tenant']]]),
  );
  expect(sent).toEqual({ '/v1/traces': ['traces', 'a b'], '/v1/metrics': ['general', 'a b'] });
});

test('delta temporality applies to all metrics, our own histogram included', async () => {
  await answerOnce(exported({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta' }));
  const seen = new Map<string, number>();
  await expect
    .poll(
      () => {
        for (const [name, value] of Object.entries(observed.receiver.temporalities()))
          seen.set(name, value);
        return [...seen.keys()];
      },
      { timeout: 5_000, interval: 20 },
    )
    .toEqual(
      expect.arrayContaining([
        'http.server.request.duration',
        'http.client.request.duration',
        'instance_identity.verifications',
        'instance_identity.cache.lookups',
      ]),
    );
  expect(new Set(seen.values())).toEqual(new Set([DELTA]));
});

test('gRPC exports traces and metrics to the gRPC services', async () => {
  const paths = new Set<string>();
  const collector = createHttp2Server((request, response) => {
    paths.add(request.url);
    response.writeHead(200, { 'content-type': 'application/grpc' });
    response.addTrailers({ 'grpc-status': '0' });
    response.end();
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  await answerOnce(
    exported({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    }),
  );
  await expect
    .poll(() => [...paths].sort(), { timeout: 5_000 })
    .toEqual([
      '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
      '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    ]);
  await observed.server.kill();
  collector.close();
});
