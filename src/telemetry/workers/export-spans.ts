import { trace } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  type ReadableSpan,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { ReadVariable } from '../../config.ts';
import { version } from '../../version.ts';

/** Spans that end so soon after each other go in one request. */
const BATCH_MS = 20;

/** More are dropped: a collector that is slow must not fill the memory. */
const MAX_WAITING = 10_000;

const TIMEOUT_MS = 5_000;

const WARN_EVERY_MS = 60_000;

/**
 * Exports spans from Workers, where the SDK for Node does not start and the stock batch processor loses
 * spans: each belongs to a request that is gone when the batch is due. Here whoever ends the first span of
 * a batch takes it, and `keepAlive` keeps its request alive until it is sent.
 */
export function exportSpans(
  endpoint: string,
  read: ReadVariable,
  keepAlive: (work: Promise<unknown>) => void,
): void {
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: read('OTEL_SERVICE_NAME') ?? 'instance-identity',
      [ATTR_SERVICE_VERSION]: version,
      'service.instance.id': crypto.randomUUID(),
      'deployment.environment.name': 'production',
      ...pairsOf(read('OTEL_RESOURCE_ATTRIBUTES')),
    }),
    spanProcessors: [
      createBatches(endpoint, pairsOf(read('OTEL_EXPORTER_OTLP_HEADERS')), keepAlive),
    ],
  });
  trace.setGlobalTracerProvider(provider);
}

function createBatches(
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  keepAlive: (work: Promise<unknown>) => void,
): SpanProcessor {
  let waiting: ReadableSpan[] = [];
  let silentUntilMs = 0;

  async function sendBatch(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
    const spans = waiting;
    waiting = [];
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) warn();
    } catch {
      warn();
    }
  }

  function warn(): void {
    if (Date.now() < silentUntilMs) return;
    silentUntilMs = Date.now() + WARN_EVERY_MS;
    console.warn(
      'Telemetry is not exported: is the collector there? Requests are answered all the same.',
    );
  }

  return {
    onStart: () => undefined,
    onEnd(span) {
      if (waiting.length < MAX_WAITING) waiting.push(span);
      if (waiting.length === 1) keepAlive(sendBatch());
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

/** `name=value,name=value`, with percent-encoded values: as OpenTelemetry has headers and attributes. */
function pairsOf(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.flatMap(([name, ...value]) =>
      name?.trim() ? [[name.trim(), decodeURIComponent(value.join('=').trim())]] : [],
    ),
  );
}
