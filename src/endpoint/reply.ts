import { cacheStatus, NOT_CONSULTED, REMEMBERED_REFUSAL } from './cache-status.ts';
import type { GetInstanceRequest } from './get-instance.ts';
import type { Outcome, Timings } from './outcome.ts';
import { PROBLEMS, problemJson } from './problem.ts';
import { represent, type Representation } from '../instances/represent-instance.ts';
import { formatTraceparent, type TraceContext } from '../tracing/trace-context.ts';

/** An answer as plain data: what Node writes as it stands, and Astro wraps into a `Response`. */
export interface Reply {
  readonly status: number;
  /** Name, value, name, value …: the flat form that `node:http` writes fastest. */
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

/** The longest a browser may keep an answer, in seconds. */
const MAX_BROWSER_AGE_SECONDS = 30;

const CACHE_CONTROL = Array.from(
  { length: MAX_BROWSER_AGE_SECONDS + 1 },
  (_, seconds) => `private, max-age=${seconds}`,
);

const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';
const ALLOWED_HEADERS =
  'authorization, content-type, if-none-match, traceparent, tracestate, baggage';

const ON_EVERY_REPLY = [
  'Access-Control-Allow-Origin',
  '*',
  'Timing-Allow-Origin',
  '*',
  'X-Content-Type-Options',
  'nosniff',
] as const;

const ON_EVERY_ANSWER = [
  ...ON_EVERY_REPLY,
  'Access-Control-Expose-Headers',
  'Cache-Status, ETag, Retry-After, Server-Timing',
  'Vary',
  'Authorization',
] as const;

/** Makes the reply to one outcome. `digest` makes the ETag of an answer that is not cached. */
export function replyTo(
  outcome: Outcome,
  request: GetInstanceRequest,
  trace: TraceContext,
  digest: (text: string) => string,
): Reply {
  switch (outcome.kind) {
    case 'preflight':
      return preflight(request.accessControlRequestHeaders);
    case 'instance': {
      const { lookup, identity, timings } = outcome;
      const representation = lookup.entry.representations[identity.audience];
      const timing = serverTiming(timings, trace);
      return success(request, representation, lookup.ttlMs, cacheStatus(lookup), timing);
    }
    case 'instance_id': {
      const { identity, goodForMs, timings } = outcome;
      const representation = represent({ instanceId: identity.instanceId }, digest);
      const timing = serverTiming(timings, trace);
      return success(request, representation, goodForMs, NOT_CONSULTED, timing);
    }
    case 'refused':
      return problem(outcome, request, trace);
  }
}

function success(
  request: GetInstanceRequest,
  representation: Representation,
  goodForMs: number,
  cacheStatusValue: string,
  timing: string,
): Reply {
  const { contentLength, etag } = representation;
  const seconds = Math.min(MAX_BROWSER_AGE_SECONDS, Math.max(0, Math.floor(goodForMs / 1000)));
  const headers = [
    ...ON_EVERY_ANSWER,
    'Cache-Control',
    CACHE_CONTROL[seconds] ?? 'private',
    'ETag',
    etag,
    'Cache-Status',
    cacheStatusValue,
    'Server-Timing',
    timing,
  ];
  if (request.ifNoneMatch !== undefined && matches(request.ifNoneMatch, etag)) {
    return { status: 304, headers, body: undefined };
  }
  headers.push('Content-Type', 'application/json; charset=utf-8');
  headers.push('Content-Length', String(contentLength));
  // Read only where it is sent: a collaborator's is put together then.
  const body = request.method === 'HEAD' ? undefined : representation.body;
  return { status: 200, headers, body };
}

function problem(
  outcome: Extract<Outcome, { kind: 'refused' }>,
  request: GetInstanceRequest,
  trace: TraceContext,
): Reply {
  const { status } = PROBLEMS[outcome.code];
  const body = problemJson(outcome.code, trace.traceId);
  const headers = [
    ...ON_EVERY_ANSWER,
    'Cache-Control',
    'no-store',
    'Server-Timing',
    serverTiming(outcome.timings, trace),
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(body.length),
  ];
  if (outcome.remembered) headers.push('Cache-Status', REMEMBERED_REFUSAL);
  else if (outcome.lookup) headers.push('Cache-Status', cacheStatus(outcome.lookup));
  if (status === 401) headers.push('WWW-Authenticate', 'Bearer');
  if (status === 405) headers.push('Allow', ALLOWED_METHODS);
  if (outcome.retryAfterSeconds !== undefined) {
    headers.push('Retry-After', String(Math.max(1, Math.ceil(outcome.retryAfterSeconds))));
  }
  return { status, headers, body: request.method === 'HEAD' ? undefined : body };
}

function preflight(requestedHeaders: string | undefined): Reply {
  const wixHeaders = (requestedHeaders ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^x-wix-[a-z0-9-]+$/.test(name));
  const headers = [
    ...ON_EVERY_REPLY,
    'Access-Control-Allow-Methods',
    ALLOWED_METHODS,
    'Access-Control-Allow-Headers',
    [ALLOWED_HEADERS, ...new Set(wixHeaders)].join(', '),
    'Access-Control-Max-Age',
    '86400',
    'Vary',
    'Access-Control-Request-Headers',
  ];
  return { status: 204, headers, body: undefined };
}

/** https://www.w3.org/TR/server-timing/; durations in milliseconds. */
function serverTiming(timings: Timings | undefined, trace: TraceContext): string {
  const trail = `traceparent;desc="${formatTraceparent(trace)}"`;
  if (!timings) return trail;
  const { identifyMs, cacheMs, upstreamMs } = timings;
  return (
    `identify;dur=${hundredths(identifyMs)}, ` +
    (cacheMs === undefined ? '' : `cache;dur=${hundredths(cacheMs)}, `) +
    (upstreamMs === undefined ? '' : `upstream;dur=${hundredths(upstreamMs)}, `) +
    trail
  );
}

/** What every hit takes, written once: `toFixed` is slow. */
const BELOW_ONE = Array.from({ length: 100 }, (_, n) => (n / 100).toFixed(2));

function hundredths(ms: number): string {
  return BELOW_ONE[Math.round(ms * 100)] ?? ms.toFixed(2);
}

/** Weak comparison, as RFC 9110, section 13.1.2 has it for `If-None-Match`. */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
