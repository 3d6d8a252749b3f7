import { describe, expect, test } from 'vitest';
import { createEntry, representationFor } from '../instances/instance-entry.ts';
import type { NotFoundLookup } from '../instances/lookup.ts';
import { sha256 } from '../node-crypto.ts';
import { getInstanceRequest } from '../test-support/get-instance-request.ts';
import { OWNER, VISITOR } from '../test-support/identities.ts';
import { type ErrorCode, isUpstreamError, type Outcome, type Refusal } from './outcome.ts';
import { type Reply, replyTo } from './reply.ts';
import type { GetInstanceRequest } from './request.ts';

const TRACE = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  sampled: false,
};
const TRACEPARENT = `traceparent;desc="00-${TRACE.traceId}-${TRACE.spanId}-00"`;

const entry = createEntry(
  'i-1',
  { instance: { appName: 'Ühr', permissions: ['A'] }, site: { siteId: 'site-1' } },
  sha256,
);
const forVisitors = entry.visitor;
const forCollaborators = representationFor(entry, 'collaborator', sha256);
const ETAG = forVisitors.etag;

const verification = { identity: VISITOR, method: 'token_memo', isIdentityStale: false } as const;

function instance(
  ttlMs = 41_000,
  identity = VISITOR,
  timings: Refused['timings'] = { identifyMs: 0.123, cacheMs: 0.005 },
): Outcome {
  const lookup = { kind: 'cached', outcome: 'hit', entry, ageMs: 0, ttlMs } as const;
  return { kind: 'instance', ...verification, identity, lookup, goodForMs: ttlMs, timings };
}

type Refused = Extract<Refusal, { timings: unknown }>;

const timings = { identifyMs: 1 };
const notFound: NotFoundLookup = {
  kind: 'not_found',
  outcome: 'miss',
  forwarded: 'miss',
  stored: true,
};
const findRefused = {
  kind: 'refused',
  stage: 'find_instance',
  ...verification,
  timings,
} as const;

/** A refusal for each code, at the first stage that knows the code. */
function refusalOf(code: ErrorCode): Refusal {
  switch (code) {
    case 'method_not_allowed':
      return { kind: 'refused', stage: 'method', code };
    case 'misconfigured':
      return { kind: 'refused', stage: 'configuration', code, retryAfterSeconds: 60, timings };
    case 'missing_token':
    case 'malformed_token':
      return { kind: 'refused', stage: 'read_token', code, timings };
    case 'instance_not_found':
      return { ...findRefused, code, lookup: notFound };
    default:
      return { kind: 'refused', stage: 'verify_token', code, method: 'token_info', timings };
  }
}

const reply = (outcome: Outcome, request: Partial<GetInstanceRequest> = {}) =>
  replyTo(outcome, getInstanceRequest(request), TRACE, sha256);

function headersOf({ headers }: Reply): Headers {
  const read = new Headers();
  for (let i = 0; i < headers.length; i += 2) read.append(headers[i] ?? '', headers[i + 1] ?? '');
  return read;
}

const bytesOf = ({ body }: Reply) => new TextEncoder().encode(body);
const jsonOf = ({ body }: Reply) => JSON.parse(body ?? '');

const ON_ALL = {
  'access-control-allow-origin': '*',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};
const ON_ANSWERS = {
  ...ON_ALL,
  'access-control-expose-headers': 'Cache-Status, ETag, Retry-After, Server-Timing',
  vary: 'Authorization',
};

describe('the reply with an instance', () => {
  test('has every header of the contract and no other header', () => {
    const answer = reply(instance());
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(headersOf(answer))).toEqual({
      ...ON_ANSWERS,
      'cache-control': 'private, max-age=30',
      'cache-status': 'instance-identity; hit; ttl=41',
      'content-length': String(forVisitors.contentLength),
      'content-type': 'application/json; charset=utf-8',
      etag: ETAG,
      'server-timing': `identify;dur=0.12, cache;dur=0.01, ${TRACEPARENT}`,
    });
  });

  test('has no header twice', () => {
    const names = reply(instance()).headers.filter((_, i) => i % 2 === 0);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  test('has the body and the tag of its audience', () => {
    expect(reply(instance()).body).toBe(forVisitors.body);
    const answer = reply(instance(41_000, OWNER));
    expect(answer.body).toBe(forCollaborators.body);
    expect(headersOf(answer).get('ETag')).toBe(forCollaborators.etag);
  });

  test.each([
    [60_000, 30],
    [30_001, 30],
    [30_000, 30],
    [29_999, 29],
    [999, 0],
    [0, 0],
    [-1, 0],
    [-400_000, 0],
  ])('with %d ms of freshness left may be cached by a browser for %d s', (ttlMs, seconds) => {
    const headers = headersOf(reply(instance(ttlMs)));
    expect(headers.get('Cache-Control')).toBe(`private, max-age=${seconds}`);
  });

  test.each([
    [5_500, 41_000, 5],
    [41_000, 5_500, 30],
    [0, 41_000, 0],
    [-30_000, 41_000, 0],
  ])(
    'that is good for %d ms may be cached by a browser for that time, although its entry is fresh for %d ms',
    (goodForMs, ttlMs, seconds) => {
      const headers = headersOf(reply({ ...instance(ttlMs), goodForMs } as Outcome));
      expect(headers.get('Cache-Control')).toBe(`private, max-age=${seconds}`);
      expect(headers.get('Cache-Status')).toBe(
        `instance-identity; hit; ttl=${Math.floor(ttlMs / 1000)}`,
      );
    },
  );

  test('has the duration of the calls to Wix if it waited for them', () => {
    const waited = { identifyMs: 12.345, cacheMs: 67.891, upstreamMs: 80 };
    const answer = reply(instance(41_000, VISITOR, waited));
    expect(headersOf(answer).get('Server-Timing')).toBe(
      `identify;dur=12.35, cache;dur=67.89, upstream;dur=80.00, ${TRACEPARENT}`,
    );
  });

  test('to HEAD is the same, without the body', () => {
    const answer = reply(instance(), { method: 'HEAD' });
    expect(answer.body).toBeUndefined();
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual(reply(instance()).headers);
  });
});

describe('If-None-Match', () => {
  test.each([ETAG, `W/${ETAG}`, `"other", ${ETAG}`, `"other",W/${ETAG} , "another"`, '*', ' * '])(
    'of %s is answered with 304, the headers of a 200 and no body',
    (ifNoneMatch) => {
      for (const method of ['GET', 'HEAD']) {
        const answer = reply(instance(), { ifNoneMatch, method });
        expect(answer.status).toBe(304);
        expect(answer.body).toBeUndefined();
        const headers = headersOf(answer);
        expect(headers.get('ETag')).toBe(ETAG);
        expect(headers.get('Cache-Control')).toBe('private, max-age=30');
        expect(headers.get('Vary')).toBe('Authorization');
        expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
        expect(headers.has('Content-Length')).toBe(false);
      }
    },
  );

  test.each([
    '',
    '"other"',
    ETAG.replaceAll('"', ''),
    ETAG.toLowerCase(),
    `w/${ETAG}`,
    forCollaborators.etag,
    `${ETAG}x`,
    '**',
  ])('of %s is answered with 200', (ifNoneMatch) => {
    const answer = reply(instance(), { ifNoneMatch });
    expect(answer.status).toBe(200);
    expect(answer.body).toBeDefined();
  });

  test('never turns an error into a 304', () => {
    expect(reply(refusalOf('inactive_token'), { ifNoneMatch: '*' }).status).toBe(401);
  });
});

describe('the reply with only an instance id', () => {
  const only = (goodForMs: number): Outcome => ({
    kind: 'instance_id',
    ...verification,
    goodForMs,
    timings,
  });

  test('has the id, and a Cache-Status with neither hit nor fwd', () => {
    const answer = reply(only(3_600_000));
    expect(jsonOf(answer)).toEqual({ instanceId: 'i-1' });
    const headers = headersOf(answer);
    expect(headers.get('Cache-Status')).toBe('instance-identity; detail=instance-id-only');
    expect(headers.get('Server-Timing')).toBe(`identify;dur=1.00, ${TRACEPARENT}`);
    expect(headers.get('Content-Length')).toBe(String(bytesOf(answer).byteLength));
  });

  test.each([
    [Infinity, 30],
    [5_500, 5],
    [-1, 0],
  ])('for a token that is valid for %d ms may be cached for %d s', (goodForMs, seconds) => {
    const headers = headersOf(reply(only(goodForMs)));
    expect(headers.get('Cache-Control')).toBe(`private, max-age=${seconds}`);
  });

  test('becomes a 304 for its own tag', () => {
    const ifNoneMatch = headersOf(reply(only(1))).get('ETag') ?? '';
    expect(reply(only(1), { ifNoneMatch }).status).toBe(304);
  });
});

/** Written by hand from the contract. */
const STATUS: Record<ErrorCode, number> = {
  missing_token: 401,
  malformed_token: 401,
  inactive_token: 401,
  wrong_app: 403,
  no_instance: 403,
  instance_not_found: 404,
  method_not_allowed: 405,
  upstream_rate_limited: 429,
  upstream_error: 502,
  upstream_unavailable: 503,
  upstream_timeout: 504,
  misconfigured: 503,
};

/** RFC 6750, section 3.1: no error code where no token was sent. */
const CHALLENGE: Partial<Record<ErrorCode, string>> = {
  missing_token: 'Bearer',
  malformed_token: 'Bearer error="invalid_token"',
  inactive_token: 'Bearer error="invalid_token"',
};

const UPSTREAM_ERRORS = [
  'upstream_rate_limited',
  'upstream_error',
  'upstream_unavailable',
  'upstream_timeout',
] as const;

describe('an error', () => {
  test.each(Object.entries(STATUS) as [ErrorCode, number][])(
    '%s is a %d with a problem that names its code and the trace',
    (code, status) => {
      const answer = reply(refusalOf(code));
      expect(answer.status).toBe(status);
      expect(jsonOf(answer)).toEqual({
        type: `urn:instance-identity:problem:${code}`,
        title: expect.stringMatching(/\w/),
        status,
        detail: expect.stringMatching(/\w\.$/),
        code,
        traceId: TRACE.traceId,
      });
      expect(Object.fromEntries(headersOf(answer))).toEqual({
        ...ON_ANSWERS,
        'cache-control': 'no-store',
        'content-length': String(bytesOf(answer).byteLength),
        'content-type': 'application/problem+json',
        'server-timing':
          code === 'method_not_allowed' ? TRACEPARENT : `identify;dur=1.00, ${TRACEPARENT}`,
        ...(code === 'misconfigured' ? { 'retry-after': '60' } : {}),
        ...(code === 'instance_not_found'
          ? { 'cache-status': 'instance-identity; fwd=miss; fwd-status=404; stored' }
          : {}),
        ...(status === 401 ? { 'www-authenticate': CHALLENGE[code] } : {}),
        ...(status === 405 ? { allow: 'GET, HEAD, OPTIONS' } : {}),
      });
    },
  );

  test('to HEAD has the headers of GET and no body', () => {
    const answer = reply(refusalOf('upstream_error'), { method: 'HEAD' });
    expect(answer.body).toBeUndefined();
    expect(answer.headers).toEqual(reply(refusalOf('upstream_error')).headers);
  });

  test.each([
    [20, '20'],
    [19.01, '20'],
    [0, '1'],
    [0.2, '1'],
  ])(
    'with a wait of %d s has the Retry-After %s, in whole seconds',
    (retryAfterSeconds, header) => {
      const code = 'upstream_rate_limited';
      const lookup = {
        kind: 'failed',
        outcome: 'miss',
        failure: { kind: 'rate_limited', retryAfterSeconds, called: true },
        called: true,
      } as const;
      for (const outcome of [
        { ...findRefused, code, lookup, retryAfterSeconds },
        {
          kind: 'refused',
          stage: 'verify_token',
          code,
          method: 'token_info',
          timings,
          retryAfterSeconds,
        },
      ] as const) {
        expect(headersOf(reply(outcome)).get('Retry-After')).toBe(header);
      }
    },
  );

  test('from the cache states that in Cache-Status, whichever cache it was', () => {
    const inactive = {
      stage: 'verify_token',
      code: 'inactive_token',
      method: 'token_memo',
    } as const;
    const unknown = { ...notFound, outcome: 'negative' } as const;
    for (const outcome of [
      { kind: 'refused', ...inactive, timings },
      { ...findRefused, code: 'instance_not_found', lookup: unknown },
    ] as const) {
      const headers = headersOf(reply(outcome));
      expect(headers.get('Cache-Status')).toBe('instance-identity; hit; detail=negative');
    }
  });

  test('after a look-up has its Cache-Status', () => {
    const lookup = {
      kind: 'failed',
      outcome: 'miss',
      failure: { kind: 'timeout' },
      called: true,
    } as const;
    const headers = headersOf(reply({ ...findRefused, code: 'upstream_timeout', lookup }));
    expect(headers.get('Cache-Status')).toBe('instance-identity; fwd=miss');
  });

  test.each(UPSTREAM_ERRORS)('%s has a detail that is true of its stage', (code) => {
    const lookup = {
      kind: 'failed',
      outcome: 'miss',
      failure: { kind: 'timeout' },
      called: true,
    } as const;
    const verifying = jsonOf(reply(refusalOf(code))).detail;
    expect(verifying).toMatch(/ This access token could not be verified\. Try again later\.$/);
    expect(verifying).not.toContain('cached');
    const finding = jsonOf(reply({ ...findRefused, code, lookup })).detail;
    expect(finding).toMatch(/ Nothing is cached for this app instance\. Try again later\.$/);
    expect(finding).not.toContain('verified');
  });

  test.each((Object.keys(STATUS) as ErrorCode[]).filter((code) => !isUpstreamError(code)))(
    '%s has a detail that does not invite to try again later',
    (code) => {
      expect(jsonOf(reply(refusalOf(code))).detail).not.toMatch(/cached|later/);
    },
  );

  test.each(Object.entries(STATUS) as [ErrorCode, number][])(
    '%s is called an upstream error exactly if Wix caused it',
    (code, status) => {
      expect(isUpstreamError(code)).toBe(
        status === 429 || (status >= 500 && code !== 'misconfigured'),
      );
    },
  );
});

describe('the reply to a preflight', () => {
  const preflight = (accessControlRequestHeaders?: string) =>
    reply({ kind: 'preflight' }, { method: 'OPTIONS', accessControlRequestHeaders });
  const allowedFor = (requested?: string) =>
    headersOf(preflight(requested)).get('Access-Control-Allow-Headers');

  test('has every header of the contract and no body', () => {
    const answer = preflight();
    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
    expect(Object.fromEntries(headersOf(answer))).toEqual({
      ...ON_ALL,
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '86400',
      vary: 'Access-Control-Request-Headers',
    });
  });

  test.each([
    ['authorization', ''],
    ['x-wix-linguist', ', x-wix-linguist'],
    ['X-Wix-Linguist', ', x-wix-linguist'],
    ['authorization,content-type', ', content-type'],
    ['if-none-match,AUTHORIZATION', ', if-none-match'],
    ['baggage,sentry-trace', ', baggage, sentry-trace'],
    ['traceparent, tracestate, newrelic', ', traceparent, tracestate, newrelic'],
    [
      'x-datadog-trace-id,x-datadog-parent-id,x-datadog-origin,x-datadog-sampling-priority',
      ', x-datadog-trace-id, x-datadog-parent-id, x-datadog-origin, x-datadog-sampling-priority',
    ],
    ['b3,x-b3-traceid,x-b3-sampled', ', b3, x-b3-traceid, x-b3-sampled'],
    ['x-a,x-a,X-A', ', x-a'],
    ["!#$%&'*+.^_`|~-09az", ", !#$%&'*+.^_`|~-09az"],
    ['\tx-a \t,  x-b', ', x-a, x-b'],
  ])('allows the requested headers %o', (requested, more) => {
    expect(allowedFor(requested)).toBe(`authorization${more}`);
  });

  test.each([
    '',
    ',,,',
    ' , ',
    'x a',
    'x-"a"',
    'x-ä',
    'x:a',
    'x/a',
    'x(a)',
    'x@a',
    'x-a\r\nSet-Cookie: a=b',
    'x-a\0',
    '\u{1f4a5}',
  ])('allows no requested name that is no header name: %o', (requested) => {
    expect(allowedFor(requested)).toBe('authorization');
    expect(allowedFor(`${requested},x-valid`)).toBe('authorization, x-valid');
  });

  test('allows names up to 2 KiB', () => {
    const room = 2048 - 'authorization, '.length;
    const longest = 'x'.repeat(room);
    expect(allowedFor(longest)).toBe(`authorization, ${longest}`);
    expect(allowedFor(`${longest}x`)).toBe('authorization');

    const many = Array.from({ length: 10_000 }, (_, n) => `x-${n}`);
    const allowed = allowedFor(many.join()) ?? '';
    expect(allowed.length).toBeLessThanOrEqual(2048);
    expect(allowed.length).toBeGreaterThan(2000);
    expect(many.join(', ')).toContain(allowed.replace('authorization, ', ''));
  });
});
