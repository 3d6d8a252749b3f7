import { trace } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  type ReadableSpan,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { ReadVariable } from '../../config.ts';
import { SERVICE_ATTRIBUTES } from '../service-attributes.ts';
import { createExportWarning } from '../warn-not-exported.ts';

/** Spans that end so soon after each other go in one request. */
const BATCH_MS = 20;

/** More are dropped: a collector that is slow must not fill the memory. */
const MAX_WAITING = 10_000;

const TIMEOUT_MS = 5_000;

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
  const serviceName = read('OTEL_SERVICE_NAME');
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    resource: resourceFromAttributes({
      ...SERVICE_ATTRIBUTES,
      ...(serviceName === undefined ? {} : { [ATTR_SERVICE_NAME]: serviceName }),
      'service.instance.id': crypto.randomUUID(),
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
  const warn = createExportWarning();
  let waiting: ReadableSpan[] = [];

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
