import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

type Value = string | number | boolean;

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly links: readonly string[];
  readonly attributes: Readonly<Record<string, Value>>;
  readonly isError: boolean;
  /** Nanoseconds since the epoch. */
  readonly startedAt: bigint;
  readonly endedAt: bigint;
}

export interface ReceivedPoint {
  readonly attributes: Readonly<Record<string, Value>>;
  /** The number of values that a histogram recorded. */
  readonly value: number;
  readonly boundaries: readonly number[] | undefined;
}

export interface OtlpReceiver {
  readonly endpoint: string;
  /** Each export, by its path and headers. */
  requests(): readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Everything that came in, byte for byte. */
  bytes(): Buffer;
  /** The spans received as JSON. */
  spans(): readonly ReceivedSpan[];
  /** The latest export received as JSON, by name. */
  metrics(): Readonly<Record<string, readonly ReceivedPoint[]>>;
  /** Of histograms and sums as last exported, by name: 1 is delta, 2 is cumulative. */
  temporalities(): Readonly<Record<string, number>>;
  resource(): Readonly<Record<string, Value>>;
  /** From now on, accepts requests and never answers. */
  hang(): void;
  close(): Promise<void>;
}

/** Starts a real OTLP/HTTP receiver on a free loopback port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const bodies: Buffer[] = [];
  const traces: OtlpTraces[] = [];
  let metrics: OtlpMetrics | undefined;
  let hangs = false;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      bodies.push(body);
      requests.push({ path: request.url ?? '', headers: request.headers });
      if (request.headers['content-type'] === 'application/json') {
        const json: unknown = JSON.parse(body.toString());
        if (request.url === '/v1/traces') traces.push(json as OtlpTraces);
        if (request.url === '/v1/metrics') metrics = json as OtlpMetrics;
      }
      if (!hangs) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    bytes: () => Buffer.concat(bodies),
    spans: () =>
      traces
        .flatMap(({ resourceSpans }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map(readSpan),
    metrics() {
      return Object.fromEntries(
        metricsOf(metrics).map(({ name, histogram, sum, gauge }) => [
          name,
          (histogram ?? sum ?? gauge ?? { dataPoints: [] }).dataPoints.map(readPoint),
        ]),
      );
    },
    temporalities: () =>
      Object.fromEntries(
        metricsOf(metrics).flatMap(({ name, histogram, sum }) => {
          const temporality = (histogram ?? sum)?.aggregationTemporality;
          return temporality === undefined ? [] : [[name, temporality]];
        }),
      ),
    resource: () => attributesOf(traces[0]?.resourceSpans[0]?.resource.attributes ?? []),
    hang() {
      hangs = true;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type OtlpAttributes = readonly { key: string; value: Record<string, Value> }[];

interface OtlpSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: OtlpAttributes;
  links?: { spanId: string }[];
  status?: { code?: number };
}

interface OtlpTraces {
  resourceSpans: {
    resource: { attributes: OtlpAttributes };
    scopeSpans: { spans: OtlpSpan[] }[];
  }[];
}

interface OtlpPoint {
  attributes: OtlpAttributes;
  asDouble?: number;
  asInt?: number | string;
  count?: number | string;
  explicitBounds?: number[];
}

interface OtlpMetrics {
  resourceMetrics: {
    scopeMetrics: {
      metrics: {
        name: string;
        histogram?: { dataPoints: OtlpPoint[]; aggregationTemporality?: number };
        sum?: { dataPoints: OtlpPoint[]; aggregationTemporality?: number };
        gauge?: { dataPoints: OtlpPoint[] };
      }[];
    }[];
  }[];
}

function metricsOf(metrics: OtlpMetrics | undefined) {
  return (metrics?.resourceMetrics ?? [])
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics);
}

function readSpan(span: OtlpSpan): ReceivedSpan {
  return {
    name: span.name,
    kind: span.kind,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    links: (span.links ?? []).map(({ spanId }) => spanId),
    attributes: attributesOf(span.attributes),
    isError: span.status?.code === 2,
    startedAt: BigInt(span.startTimeUnixNano),
    endedAt: BigInt(span.endTimeUnixNano),
  };
}

function readPoint(point: OtlpPoint): ReceivedPoint {
  return {
    attributes: attributesOf(point.attributes),
    value: Number(point.count ?? point.asInt ?? point.asDouble),
    boundaries: point.explicitBounds,
  };
}

function attributesOf(attributes: OtlpAttributes): Record<string, Value> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? '']),
  );
}
