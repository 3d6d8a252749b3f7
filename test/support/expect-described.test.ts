import { describe, expect, test } from 'vitest';
import { isUpstreamError, type Refusal } from '../../src/endpoint/outcome.ts';
import { PROBLEMS, problemJson } from '../../src/endpoint/problem.ts';
import { type Answer, expectDescribed } from './expect-described.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACE = `traceparent;desc="00-${TRACE_ID}-00f067aa0ba902b7-00"`;
const INSTANCE_ID = 'a11ce5ed-0000-4000-8000-000000000001';

const EVERYWHERE = {
  'Access-Control-Allow-Origin': '*',
  'Timing-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
};
const ON_ANSWERS = {
  ...EVERYWHERE,
  'Access-Control-Expose-Headers': 'Cache-Status, ETag, Retry-After, Server-Timing',
  Vary: 'Authorization',
  'Server-Timing': `identify;dur=0.10, cache;dur=0.02, ${TRACE}`,
};
const ON_SUCCESS = {
  ...ON_ANSWERS,
  'Cache-Control': 'private, max-age=30',
  'Cache-Status': 'instance-identity; hit; ttl=41',
  ETag: '"abc"',
};

type Headers = Record<string, string | string[] | undefined>;

function found(body: object, changed: Partial<Answer> = {}, headers: Headers = {}): Answer {
  return {
    method: 'GET',
    path: '/api/get-instance',
    status: 200,
    headers: { ...ON_SUCCESS, 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
    ...changed,
  };
}

function refused(code: keyof typeof PROBLEMS, headers: Headers, changed: object = {}): Answer {
  const stage = isUpstreamError(code) ? 'verify_token' : 'method';
  const refusal = { kind: 'refused', stage, code } as Refusal;
  return {
    method: 'GET',
    path: '/api/get-instance',
    status: PROBLEMS[code].status,
    headers: {
      ...ON_ANSWERS,
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      ...headers,
    },
    body: JSON.stringify({ ...JSON.parse(problemJson(refusal, TRACE_ID)), ...changed }),
  };
}

const forVisitor = {
  instanceId: INSTANCE_ID,
  instance: { appName: 'App', billing: { packageName: 'Premium' } },
  site: { siteId: 'site', url: null },
};
const forCollaborator = {
  ...forVisitor,
  instance: { ...forVisitor.instance, permissions: ['MANAGE_YOUR_APP'] },
};
const unauthorized = (headers: Headers = {}, changed: object = {}) =>
  refused(
    'inactive_token',
    { 'WWW-Authenticate': 'Bearer error="invalid_token"', ...headers },
    changed,
  );
const throttled = (headers: Headers = {}) =>
  refused('upstream_rate_limited', { 'Retry-After': '7', ...headers });
const allowing = (names: string): Answer => ({
  method: 'OPTIONS',
  path: '/api/get-instance',
  status: 204,
  headers: {
    ...EVERYWHERE,
    'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
    'Access-Control-Allow-Headers': names,
    'Access-Control-Max-Age': '86400',
    Vary: 'Access-Control-Request-Headers',
  },
});
const preflight = allowing('authorization, sentry-trace, x-wix-a');
const unavailable = (cacheStatus: string) =>
  refused('upstream_unavailable', {
    'Retry-After': '7',
    'Cache-Status': `instance-identity; ${cacheStatus}`,
  });
const notModified: Answer = {
  method: 'GET',
  path: '/api/get-instance',
  status: 304,
  headers: ON_SUCCESS,
};
const methodNotAllowed: Answer = {
  ...refused('method_not_allowed', { Allow: 'GET, HEAD, OPTIONS', 'Server-Timing': TRACE }),
  method: 'PATCH',
};
const health = (status: number, body: string): Answer => ({
  method: 'GET',
  path: '/readyz',
  status,
  headers: {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  },
  body,
});

describe('expectDescribed accepts', () => {
  test.each<[string, Answer]>([
    ['an answer to a visitor', found(forVisitor, { audience: 'visitor' })],
    ['an answer to a collaborator', found(forCollaborator, { audience: 'collaborator' })],
    ['either, when nobody says who asked', found(forCollaborator)],
    [
      'the id alone',
      found({ instanceId: INSTANCE_ID }, { path: '/api/get-instance?fields=instanceId' }),
    ],
    ['an answer to HEAD', found({}, { method: 'HEAD', body: '' })],
    ['304', notModified],
    ['a preflight', preflight],
    ['a preflight without requested headers', allowing('authorization')],
    ['a preflight with any header names', allowing("authorization, b3, !#$%&'*+.^_`|~-0a")],
    ['a refusal', unauthorized()],
    ['a refusal without a token', refused('missing_token', { 'WWW-Authenticate': 'Bearer' })],
    ['a throttled request', throttled()],
    ['a 503 of Wix itself', unavailable('fwd=miss')],
    ['a 503 without a call to Wix', unavailable('detail=not-asked')],
    ['a method that is not there', methodNotAllowed],
    ['a probe', health(503, 'ending\n')],
    [
      'headers as fetch returns them, including those of the connection',
      found(forVisitor, {
        headers: new Headers({
          ...ON_SUCCESS,
          'Content-Type': 'application/json; charset=utf-8',
          Connection: 'keep-alive',
          Date: 'Mon, 23 Nov 2026 12:00:00 GMT',
        }),
      }),
    ],
    ...[
      'hit; ttl=0',
      'hit; ttl=-9',
      'hit; ttl=-400; detail=stale-if-error',
      'fwd=miss; stored',
      'fwd=miss; stored; collapsed',
      'fwd=stale',
      'fwd=stale; fwd-status=503',
      'detail=instance-id-only',
    ].map((status): [string, Answer] => [
      `Cache-Status ${status}`,
      found(forVisitor, {}, { 'Cache-Status': `instance-identity; ${status}` }),
    ]),
  ])('%s', (_, answer) => {
    expect(() => expectDescribed(answer)).not.toThrow();
  });
});

describe('expectDescribed rejects', () => {
  test.each<[string, Answer, string]>([
    [
      'a field that only a collaborator may see',
      found(forCollaborator, { audience: 'visitor' }),
      'body (VisitorAnswer) /instance/permissions: not described',
    ],
    [
      'a field that no caller may see',
      found({ ...forVisitor, site: { ownerEmail: 'a@b.example' } }, { audience: 'collaborator' }),
      'body (CollaboratorAnswer) /site/ownerEmail: not described',
    ],
    [
      'the same without an audience',
      found({ ...forVisitor, site: { ownerEmail: 'a@b.example' } }),
      '/site/ownerEmail: not described',
    ],
    [
      'more than the id if only the id was requested',
      found(forVisitor, { path: '/api/get-instance?fields=instanceId' }),
      'body (InstanceIdAnswer) /site: not described',
    ],
    [
      'the id alone if more was requested',
      found({ instanceId: INSTANCE_ID }, { audience: 'visitor' }),
      "must have required property 'instance'",
    ],
    [
      'a value of another type',
      found({ ...forVisitor, instance: { isFree: 'yes' } }),
      '/instance/isFree: must be boolean, not "yes"',
    ],
    ['what is not JSON', found(forVisitor, { body: '{"instanceId":' }), 'body: not JSON'],
    ['an empty body', found(forVisitor, { body: '' }), 'body: not JSON'],
    [
      'another content type',
      found(forVisitor, {}, { 'Content-Type': 'application/json' }),
      'header content-type: application/json, and only application/json; charset=utf-8',
    ],
    [
      'no content type',
      found(forVisitor, {}, { 'Content-Type': undefined }),
      'header content-type: missing',
    ],
    ['a missing header', found(forVisitor, {}, { ETag: undefined }), 'header etag: missing'],
    [
      'a header that is not described',
      found(forVisitor, {}, { 'x-wix-bi-auth-token': 'x' }),
      'header x-wix-bi-auth-token: not described',
    ],
    ['a cookie', found(forVisitor, {}, { 'Set-Cookie': ['a=1'] }), 'header set-cookie: not'],
    ['a weak ETag', found(forVisitor, {}, { ETag: 'W/"abc"' }), 'header etag: must match pattern'],
    [
      'an age over 30 s',
      found(forVisitor, {}, { 'Cache-Control': 'private, max-age=31' }),
      'header cache-control: must match pattern',
    ],
    [
      'a hit that was forwarded',
      found(forVisitor, {}, { 'Cache-Status': 'instance-identity; hit; fwd=miss' }),
      'header cache-status: must match pattern',
    ],
    [
      'a repeated header',
      found(forVisitor, {}, { Vary: ['Authorization', 'Authorization'] }),
      'header vary: must be equal to constant: "Authorization"',
    ],
    [
      'a Server-Timing without the trace',
      found(forVisitor, {}, { 'Server-Timing': 'identify;dur=0.10' }),
      'header server-timing: must match pattern',
    ],
    [
      'a status that is not described',
      found(forVisitor, { status: 500 }),
      'status 500: not described',
    ],
    ['a method that is not described', { ...health(200, 'ready\n'), method: 'PUT' }, 'method PUT'],
    ['a path that is not described', { ...preflight, path: '/api/instance' }, 'path /api/instance'],
    [
      'a code of another status',
      unauthorized({}, { code: 'wrong_app' }),
      'body /code: must be equal to one of the allowed values: ["missing_token","malformed_token","inactive_token"], not "wrong_app"',
    ],
    [
      'a status in the body that differs from the response’s',
      unauthorized({}, { status: 403 }),
      'body /status: must be equal to constant: 401, not 403',
    ],
    ['an upstream body', unauthorized({}, { upstream: '<html>' }), 'body /upstream: not described'],
    ...[
      'content-type, authorization',
      'authorization, X-Wix-A',
      'authorization,x-wix-a',
      'authorization, x:a',
      'authorization, ',
      '*',
    ].map((names): [string, Answer, string] => [
      `the allowed headers ${names}`,
      allowing(names),
      'header access-control-allow-headers: must match pattern',
    ]),
    [
      'over 2 KiB of allowed headers',
      allowing(`authorization, ${'x'.repeat(2048)}`),
      'must NOT have more than 2048 characters',
    ],
    [
      'a challenge with another error',
      unauthorized({ 'WWW-Authenticate': 'Bearer error="invalid_request"' }),
      'header www-authenticate: must be equal to one of the allowed values',
    ],
    ['401 without its challenge', unauthorized({ 'WWW-Authenticate': undefined }), 'missing'],
    ['an error that may be kept', unauthorized({ 'Cache-Control': 'max-age=1' }), 'cache-control'],
    ['a date in Retry-After', throttled({ 'Retry-After': 'soon' }), 'must be integer, not "soon"'],
    ['a Retry-After of 0', throttled({ 'Retry-After': '0' }), 'must be >= 1, not 0'],
    ['a body to HEAD', found(forVisitor, { method: 'HEAD' }), 'body: there is one, to a HEAD'],
    ['a body of 304', { ...notModified, body: '{}' }, 'body: there is one, and none is described'],
    ['a body of 204', { ...preflight, body: 'ok' }, 'body: there is one, and none is described'],
    ['a probe that says something else', health(503, 'ready\n'), 'body: must be equal to constant'],
  ])('%s', (_, answer, fault) => {
    expect(() => expectDescribed(answer)).toThrow('not as docs/openapi.yaml describes it');
    expect(() => expectDescribed(answer)).toThrow(fault);
  });

  test('with a list of all faults, after the request', () => {
    const answer = found(forVisitor, {}, { ETag: undefined, Server: 'x' });
    expect(() => expectDescribed(answer)).toThrow(
      'GET /api/get-instance answered 200, not as docs/openapi.yaml describes it:\n' +
        '- header etag: missing\n' +
        '- header server: not described',
    );
  });
});
