import {
  type Digest,
  type Representation,
  represent,
  representationFor,
} from '../instances/instance-entry.ts';
import type { TraceContext } from '../tracing/trace-context.ts';
import { cacheStatusOf, cacheStatusOfRefusal, INSTANCE_ID_ONLY } from './cache-status.ts';
import { ALLOWED_METHODS, ON_EVERY_REPLY, preflightHeaders } from './cors.ts';
import type { ErrorCode, Outcome, Refusal } from './outcome.ts';
import { PROBLEMS, problemJson } from './problem.ts';
import type { GetInstanceRequest } from './request.ts';
import { serverTiming } from './server-timing.ts';

/** A reply as plain data: Node writes it as it stands, Astro wraps it into a `Response`. */
export interface Reply {
  readonly status: number;
  /** Name, value, name, value …: the flat form that `node:http` writes fastest. */
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

/** The longest time that a browser may cache an answer, in seconds. */
const MAX_BROWSER_AGE_SECONDS = 30;

const ON_EVERY_ANSWER = [
  ...ON_EVERY_REPLY,
  'Access-Control-Expose-Headers',
  'Cache-Status, ETag, Retry-After, Server-Timing',
  'Vary',
  'Authorization',
] as const;

/** Makes the reply to one outcome. `digest` makes the ETag of an answer that is made on demand. */
export function replyTo(
  outcome: Outcome,
  request: GetInstanceRequest,
  trace: TraceContext,
  digest: Digest,
): Reply {
  switch (outcome.kind) {
    case 'preflight': {
      const headers = preflightHeaders(request.accessControlRequestHeaders);
      return { status: 204, headers, body: undefined };
    }
    case 'instance': {
      const { lookup, identity, goodForMs, timings } = outcome;
      const representation = representationFor(lookup.entry, identity.audience, digest);
      const timing = serverTiming(timings, trace);
      return success(request, representation, goodForMs, cacheStatusOf(lookup), timing);
    }
    case 'instance_id': {
      const { identity, goodForMs, timings } = outcome;
      const representation = represent({ instanceId: identity.instanceId }, digest);
      const timing = serverTiming(timings, trace);
      return success(request, representation, goodForMs, INSTANCE_ID_ONLY, timing);
    }
    case 'refused':
      return problem(outcome, request, trace);
  }
}

function success(
  request: GetInstanceRequest,
  { body, contentLength, etag }: Representation,
  goodForMs: number,
  cacheStatus: string,
  timing: string,
): Reply {
  const seconds = Math.min(MAX_BROWSER_AGE_SECONDS, Math.max(0, Math.floor(goodForMs / 1000)));
  const headers = [
    ...ON_EVERY_ANSWER,
    'Cache-Control',
    `private, max-age=${seconds}`,
    'ETag',
    etag,
    'Cache-Status',
    cacheStatus,
    'Server-Timing',
    timing,
  ];
  if (request.ifNoneMatch !== undefined && matches(request.ifNoneMatch, etag)) {
    return { status: 304, headers, body: undefined };
  }
  headers.push('Content-Type', 'application/json; charset=utf-8');
  headers.push('Content-Length', String(contentLength));
  return { status: 200, headers, body: request.method === 'HEAD' ? undefined : body };
}

function problem(refusal: Refusal, request: GetInstanceRequest, trace: TraceContext): Reply {
  const { status } = PROBLEMS[refusal.code];
  const body = problemJson(refusal, trace.traceId);
  const timings = 'timings' in refusal ? refusal.timings : undefined;
  const headers = [
    ...ON_EVERY_ANSWER,
    'Cache-Control',
    'no-store',
    'Server-Timing',
    serverTiming(timings, trace),
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(body.length),
  ];
  const cacheStatus = cacheStatusOfRefusal(refusal);
  if (cacheStatus !== undefined) headers.push('Cache-Status', cacheStatus);
  if (status === 401) headers.push('WWW-Authenticate', challengeFor(refusal.code));
  if (status === 405) headers.push('Allow', ALLOWED_METHODS);
  const retryAfterSeconds = 'retryAfterSeconds' in refusal ? refusal.retryAfterSeconds : undefined;
  if (retryAfterSeconds !== undefined) {
    headers.push('Retry-After', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  }
  return { status, headers, body: request.method === 'HEAD' ? undefined : body };
}

/** RFC 6750, section 3: an error only where a token was sent. */
function challengeFor(code: ErrorCode): string {
  return code === 'missing_token' ? 'Bearer' : 'Bearer error="invalid_token"';
}

/** Weak comparison, as RFC 9110, section 13.1.2 defines it for `If-None-Match`. */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
