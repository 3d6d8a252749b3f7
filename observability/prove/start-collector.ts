import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { freePort } from '../../scripts/free-port.ts';
import { spawnProcess } from '../../test/support/spawn-process.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { COLLECTOR } from '../tools/build-collector.ts';

export const CONFIG = fileURLToPath(new URL('../collector.yaml', import.meta.url));

export interface RunningCollector {
  /** The origin for OTLP over HTTP. */
  readonly origin: string;
  /** The address at which Prometheus scrapes the received metrics. */
  readonly metricsUrl: string;
  /** Waits until `traces` traces are decided, stops the Collector, and returns the kept traces. */
  readonly finish: (traces: number) => Promise<string>;
  stop(): Promise<void>;
}

export interface CollectorOptions {
  /** Replaces the configured percentage of good traces. */
  readonly goodTracesPercent?: number;
  /** Replaces the configured processors of traces. */
  readonly traceProcessors?: readonly string[];
}

/**
 * Runs the real Collector with the real configuration. Only its ports and the output file differ.
 */
export async function startCollector(options: CollectorOptions = {}): Promise<RunningCollector> {
  const [http, grpc, prometheus, own] = await freePorts();
  const folder = mkdtempSync(join(tmpdir(), 'collector-'));
  const file = join(folder, 'traces.json');
  writeFileSync(file, '');
  const overlay = join(folder, 'overlay.yaml');
  writeFileSync(overlay, stringify(overlayOf(options, { http, grpc, prometheus, own }, file)));
  const collector = spawnProcess(COLLECTOR, ['--config', CONFIG, '--config', overlay], {
    LISTEN: '127.0.0.1',
    DECISION_WAIT: '1s',
    ...(options.goodTracesPercent === undefined
      ? {}
      : { GOOD_TRACES_PERCENT: String(options.goodTracesPercent) }),
  });
  await collector.printed(/Everything is ready/);
  return {
    origin: `http://127.0.0.1:${http}`,
    metricsUrl: `http://127.0.0.1:${prometheus}/metrics`,
    async finish(traces) {
      await waitFor(async () => {
        const decided = await decisionsOf(own);
        if (decided < traces) throw new Error(`${decided} of ${traces} traces decided`);
      });
      await stopped();
      return readFileSync(file, 'utf8');
    },
    async stop() {
      await stopped();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  // The Collector flushes its batches when it ends.
  async function stopped(): Promise<void> {
    collector.child.kill('SIGTERM');
    await collector.ended();
  }
}

/** The number of decided traces, from the Collector's own metrics. */
async function decisionsOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counts = text.matchAll(
    /^otelcol_processor_tail_sampling_global_count_traces_sampled\w*{.*} (\d+)$/gm,
  );
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function overlayOf(
  options: CollectorOptions,
  ports: Readonly<Record<'http' | 'grpc' | 'prometheus' | 'own', number>>,
  file: string,
): unknown {
  const at = (port: number) => `127.0.0.1:${port}`;
  const { traceProcessors } = options;
  return {
    receivers: {
      otlp: {
        protocols: { http: { endpoint: at(ports.http) }, grpc: { endpoint: at(ports.grpc) } },
      },
    },
    processors: { batch: { timeout: '10ms' } },
    exporters: {
      file: { path: file, flush_interval: '10ms' },
      prometheus: { endpoint: at(ports.prometheus) },
    },
    service: {
      telemetry: {
        metrics: {
          readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: ports.own } } } }],
        },
      },
      pipelines: {
        traces: {
          exporters: ['file'],
          ...(traceProcessors ? { processors: traceProcessors } : {}),
        },
      },
    },
  };
}

async function freePorts(): Promise<readonly [number, number, number, number]> {
  const [a, b, c, d] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  return [a, b, c, d];
}
