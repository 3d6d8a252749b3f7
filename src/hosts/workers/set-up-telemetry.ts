import { keepAlive } from '#keep-alive';
import type { ReadVariable } from '../../config.ts';

let setUp: Promise<void> | undefined;

/** Once, at the first request, for global scope may not make what it takes; and only where it is asked for. */
export function setUpTelemetry(read: ReadVariable): Promise<void> {
  return (setUp ??= start(read));
}

async function start(read: ReadVariable): Promise<void> {
  const base = read('OTEL_EXPORTER_OTLP_ENDPOINT')?.replace(/\/$/, '');
  const endpoint =
    read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (base ? `${base}/v1/traces` : undefined);
  if (!endpoint || read('OTEL_SDK_DISABLED') === 'true') return;
  // Its own part of the bundle: 100 KB that nobody else has to load.
  const { exportSpans } = await import('../../telemetry/workers/export-spans.ts');
  exportSpans(endpoint, read, keepAlive);
}
