import { describe, expect, it } from 'vitest';
import { sha256 } from '../node-crypto.ts';
import type { GetInstanceRequest } from './get-instance.ts';
import type { Identity } from '../identity/identity.ts';
import type { InstanceEntry } from '../instances/instance-cache.ts';
import type { ErrorCode, Outcome } from './outcome.ts';
import { type Reply, replyTo } from './reply.ts';
import { representInstance } from '../instances/represent-instance.ts';

const TRACE = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  sampled: false,
};
const TRACEPARENT = `traceparent;desc="00-${TRACE.traceId}-${TRACE.spanId}-00"`;

const REQUEST: GetInstanceRequest = {
  method: 'GET',
  query: '',
  authorization: 'token',
  ifNoneMatch: undefined,
  traceparent: undefined,
  accessControlRequestHeaders: undefined,
};

const VISITOR: Identity = {
  instanceId: 'i-1',
  siteId: 'site-1',
  subjectType: 'VISITOR',
  audience: 'visitor',
};

const representations = representInstance(
  'i-1',
  { instance: { appName: 'Ühr', permissions: ['A'] }, site: {} },
  sha256,
);
const entry: InstanceEntry = { representations, siteId: 'site-1', loadedAtMs: 0, freshUntilMs: 1 };
const ETAG = representations.visitor.etag;

function instance(ttlMs = 41_000, identity = VISITOR): Outcome {
  const lookup = { kind: 'cached', outcome: 'hit', entry, ttlMs } as const;
  const timings = { identifyMs: 0.123, cacheMs: 0.005 };
  return { kind: 'instance', identity, by: 'token_memo', lookup, timings };
}

const refused = (code: ErrorCode, rest: object = {}): Outcome => ({
  kind: 'refused',
  code,
  ...rest,
});

const reply = (outcome: Outcome, request: Partial<GetInstanceRequest> = {}) =>
  replyTo(outcome, { ...REQUEST, ...request }, TRACE, sha256);

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
  it('has every header of the contract, and no other', () => {
    const answer = reply(instance());
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(headersOf(answer))).toEqual({
      ...ON_ANSWERS,
      'cache-control': 'private, max-age=30',
      'cache-status': 'instance-identity; hit; ttl=41',
      'content-length': String(representations.visitor.contentLength),
      'content-type': 'application/json; charset=utf-8',
      etag: ETAG,
      'server-timing': `identify;dur=0.12, cache;dur=0.01, ${TRACEPARENT}`,
    });
  });

  it('names no header twice', () => {
    const names = reply(instance()).headers.filter((_, i) => i % 2 === 0);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  it('hands out the JSON as it was made, for whom they were made', () => {
    expect(reply(instance()).body).toBe(representations.visitor.body);
    const owner: Identity = { ...VISITOR, subjectType: 'USER', audience: 'collaborator' };
    const answer = reply(instance(41_000, owner));
    expect(answer.body).toBe(representations.collaborator.body);
    expect(headersOf(answer).get('ETag')).toBe(representations.collaborator.etag);
  });

  it.each([
    [60_000, 30],
    [30_001, 30],
    [30_000, 30],
    [29_999, 29],
    [999, 0],
    [0, 0],
    [-1, 0],
    [-400_000, 0],
  ])('may be kept by a browser, with %d ms left, for %d s', (ttlMs, seconds) => {
    const headers = headersOf(reply(instance(ttlMs)));
    expect(headers.get('Cache-Control')).toBe(`private, max-age=${seconds}`);
  });

  it('says how long Wix took, where it was waited for', () => {
    const timings = { identifyMs: 12.345, cacheMs: 67.891, upstreamMs: 80 };
    const answer = reply({ ...instance(), timings } as Outcome);
    expect(headersOf(answer).get('Server-Timing')).toBe(
      `identify;dur=12.35, cache;dur=67.89, upstream;dur=80.00, ${TRACEPARENT}`,
    );
  });

  it('to HEAD is the same without the body', () => {
    const answer = reply(instance(), { method: 'HEAD' });
    expect(answer.body).toBeUndefined();
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual(reply(instance()).headers);
  });
});

describe('If-None-Match', () => {
  it.each([ETAG, `W/${ETAG}`, `"other", ${ETAG}`, `"other",W/${ETAG} , "another"`, '*', ' * '])(
    '%s answers 304 with the headers of a 200, and no body',
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

  it.each([
    '',
    '"other"',
    ETAG.replaceAll('"', ''),
    ETAG.toLowerCase(),
    `w/${ETAG}`,
    representations.collaborator.etag,
    `${ETAG}x`,
    '**',
  ])('%s answers 200', (ifNoneMatch) => {
    const answer = reply(instance(), { ifNoneMatch });
    expect(answer.status).toBe(200);
    expect(answer.body).toBeDefined();
  });

  it('does not turn an error into a 304', () => {
    expect(reply(refused('inactive_token'), { ifNoneMatch: '*' }).status).toBe(401);
  });
});

describe('the reply with an instance id alone', () => {
  const only = (goodForMs: number): Outcome => ({
    kind: 'instance_id',
    identity: VISITOR,
    by: 'signed_instance',
    goodForMs,
    timings: { identifyMs: 1 },
  });

  it('has the id, and a Cache-Status that claims neither hit nor call', () => {
    const answer = reply(only(3_600_000));
    expect(jsonOf(answer)).toEqual({ instanceId: 'i-1' });
    const headers = headersOf(answer);
    expect(headers.get('Cache-Status')).toBe('instance-identity; detail=instance-id-only');
    expect(headers.get('Server-Timing')).toBe(`identify;dur=1.00, ${TRACEPARENT}`);
    expect(headers.get('Content-Length')).toBe(String(bytesOf(answer).byteLength));
  });

  it.each([
    [Infinity, 30],
    [5_500, 5],
    [-1, 0],
  ])('may be kept, when the token is good for %d ms, for %d s', (goodForMs, seconds) => {
    const headers = headersOf(reply(only(goodForMs)));
    expect(headers.get('Cache-Control')).toBe(`private, max-age=${seconds}`);
  });

  it('answers 304 to its own tag', () => {
    const ifNoneMatch = headersOf(reply(only(1))).get('ETag') ?? '';
    expect(reply(only(1), { ifNoneMatch }).status).toBe(304);
  });
});

/** The contract's table, by hand. */
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

describe('an error', () => {
  it.each(Object.entries(STATUS) as [ErrorCode, number][])(
    '%s answers %d with a problem that names its code and the trace',
    (code, status) => {
      const answer = reply(refused(code));
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
        'server-timing': TRACEPARENT,
        ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
        ...(status === 405 ? { allow: 'GET, HEAD, OPTIONS' } : {}),
      });
    },
  );

  it('to HEAD has no body, and the headers that GET would have', () => {
    const answer = reply(refused('upstream_error'), { method: 'HEAD' });
    expect(answer.body).toBeUndefined();
    expect(answer.headers).toEqual(reply(refused('upstream_error')).headers);
  });

  it.each([
    [20, '20'],
    [19.01, '20'],
    [0, '1'],
    [0.2, '1'],
  ])('asks for patience of %d s in whole seconds: %s', (retryAfterSeconds, header) => {
    const answer = reply(refused('upstream_rate_limited', { retryAfterSeconds }));
    expect(headersOf(answer).get('Retry-After')).toBe(header);
  });

  it('that was remembered says so, whatever remembered it', () => {
    const lookup = { kind: 'not_found', instead: 'miss', outcome: 'negative', stored: true };
    for (const outcome of [
      refused('inactive_token', { remembered: true }),
      refused('instance_not_found', { remembered: true, lookup }),
    ]) {
      const headers = headersOf(reply(outcome));
      expect(headers.get('Cache-Status')).toBe('instance-identity; hit; detail=negative');
    }
  });

  it('of a look-up tells how that went', () => {
    const lookup = {
      kind: 'failed',
      outcome: 'miss',
      failure: { kind: 'timeout' },
      asked: true,
    } as const;
    const headers = headersOf(reply(refused('upstream_timeout', { lookup })));
    expect(headers.get('Cache-Status')).toBe('instance-identity; fwd=miss');
  });
});

describe('the reply to a preflight', () => {
  const preflight = (accessControlRequestHeaders?: string) =>
    reply({ kind: 'preflight' }, { method: 'OPTIONS', accessControlRequestHeaders });
  const ALLOWED = 'authorization, content-type, if-none-match, traceparent, tracestate, baggage';

  it('has every header of the contract, and no body', () => {
    const answer = preflight();
    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
    expect(Object.fromEntries(headersOf(answer))).toEqual({
      ...ON_ALL,
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': ALLOWED,
      'access-control-max-age': '86400',
      vary: 'Access-Control-Request-Headers',
    });
  });

  it.each([
    ['x-wix-linguist', ', x-wix-linguist'],
    ['X-Wix-Linguist', ', x-wix-linguist'],
    ['authorization,x-wix-a, x-wix-b2', ', x-wix-a, x-wix-b2'],
    ['x-wix-a,x-wix-a,X-WIX-A', ', x-wix-a'],
    ['authorization,content-type', ''],
    ['', ''],
    [',,,', ''],
    ['x-wix-', ''],
    ['x-wixen', ''],
    ['x-other, my-x-wix-a', ''],
    ['x-wix-a b, x-wix-"c", x-wix-*, x-wix-ä', ''],
    ['x-wix-a\r\nSet-Cookie: a=b', ''],
  ])('allows of the requested headers %o the ones of Wix', (requested, more) => {
    expect(headersOf(preflight(requested)).get('Access-Control-Allow-Headers')).toBe(
      ALLOWED + more,
    );
  });
});
