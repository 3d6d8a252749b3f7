import { createHash } from 'node:crypto';

/** A span in OTLP's JSON. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly unknown[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly [field: string]: unknown;
}

const SERVER = 2;
const CLIENT = 3;
export const INTERNAL = 1;
const ERROR = 2;

type Value = string | number;

export interface RequestTrace {
  /** Unique within the run. */
  readonly name: string;
  readonly status: number;
  readonly outcome?: string;
  readonly tookMs?: number;
  readonly error?: string;
  /** The name of a call to Wix, if any. */
  readonly call?: string;
}

/** The spans of one request, as the server exports them. The same name gives the same ids. */
export function requestTrace(request: RequestTrace): readonly [OtlpSpan, ...OtlpSpan[]] {
  const { name, tookMs = 1, outcome, error, call } = request;
  const traceId = digest(name, 32);
  const root = digest(`${name} root`, 16);
  const attributes = attributesOf({
    'http.request.method': 'GET',
    'http.response.status_code': request.status,
    ...(outcome ? { 'instance_cache.outcome': outcome } : {}),
    ...(error ? { 'error.type': error } : {}),
  });
  const child = (part: string, kind: number): OtlpSpan => ({
    traceId,
    spanId: digest(`${name} ${part}`, 16),
    parentSpanId: root,
    name: part,
    kind,
    attributes: [],
    ...times(tookMs),
  });
  const server: OtlpSpan = {
    traceId,
    spanId: root,
    name: 'GET /api/get-instance',
    kind: SERVER,
    attributes,
    ...times(tookMs),
    ...(request.status >= 500 ? { status: { code: ERROR, message: error ?? '' } } : {}),
  };
  return [
    server,
    child('identity.verify', INTERNAL),
    ...(outcome ? [child('instance_cache.get', INTERNAL)] : []),
    ...(call ? [child(call, CLIENT)] : []),
  ];
}

export function traceIdOf(name: string): string {
  return digest(name, 32);
}

export function attributesOf(values: Readonly<Record<string, Value>>): readonly unknown[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

/** Start and end in nanoseconds since the epoch, for a span that ends now. */
export function times(tookMs: number): { startTimeUnixNano: string; endTimeUnixNano: string } {
  const end = BigInt(Date.now()) * 1_000_000n;
  const start = end - BigInt(Math.round(tookMs * 1_000_000));
  return { startTimeUnixNano: String(start), endTimeUnixNano: String(end) };
}

/** Sends spans over OTLP/HTTP in JSON. */
export async function sendSpans(
  origin: string,
  spans: readonly OtlpSpan[],
  resource: Readonly<Record<string, Value>> = {},
): Promise<void> {
  await send(`${origin}/v1/traces`, {
    resourceSpans: [
      {
        resource: {
          attributes: attributesOf({ 'service.name': 'instance-identity', ...resource }),
        },
        scopeSpans: [{ scope: { name: 'instance-identity' }, spans }],
      },
    ],
  });
}

export async function send(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

/** Reads the spans in the Collector's output: one batch of OTLP JSON per line. */
export function spansIn(output: string): readonly OtlpSpan[] {
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const batch = JSON.parse(line) as {
      resourceSpans?: readonly { scopeSpans: readonly { spans: readonly OtlpSpan[] }[] }[];
    };
    return (batch.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    );
  });
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
