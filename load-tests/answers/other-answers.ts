/** A question that no page view puts, and what the contract says of its answer. */
export interface OtherQuestion {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'DELETE';
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  /** By lower-case name; a text is all of it. */
  readonly answers: Readonly<Record<string, string | RegExp>>;
  /** All of the body, or what it has to be like. */
  readonly body: string | RegExp;
}

export interface OtherAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const METHODS = 'GET, HEAD, OPTIONS';
const ON_EVERY_REPLY = {
  'access-control-allow-origin': '*',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};
const ON_EVERY_ANSWER = {
  ...ON_EVERY_REPLY,
  'access-control-expose-headers': 'Cache-Status, ETag, Retry-After, Server-Timing',
  vary: 'Authorization',
  'server-timing': /traceparent;desc="00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"$/,
};
const GOOD = {
  ...ON_EVERY_ANSWER,
  'cache-control': /^private, max-age=\d+$/,
  'cache-status': /^instance-identity; /,
};
const JSON_BODY = { 'content-type': 'application/json; charset=utf-8' };
const REFUSAL = {
  ...ON_EVERY_ANSWER,
  'cache-control': 'no-store',
  'content-type': 'application/problem+json',
};
const CHALLENGE = { ...REFUSAL, 'www-authenticate': 'Bearer' };

function problem(code: string): RegExp {
  return new RegExp(`"code":"${code}".*"traceId":"[0-9a-f]{32}"`);
}

/** `etag` is that of the whole answer to this token, which has to be asked for first. */
export function otherQuestions(token: string, instanceId: string, etag: string): OtherQuestion[] {
  const authorized = { Authorization: token };
  const whole = new RegExp(`^\\{"instanceId":"${instanceId}",.*"site":\\{`);
  const isNoMethod = {
    headers: authorized,
    status: 405,
    answers: { ...REFUSAL, allow: METHODS },
    body: problem('method_not_allowed'),
  };
  return [
    {
      name: 'a token with Bearer before it',
      method: 'GET',
      headers: { Authorization: `Bearer ${token}` },
      status: 200,
      answers: { ...GOOD, ...JSON_BODY, etag },
      body: whole,
    },
    {
      name: 'HEAD',
      method: 'HEAD',
      headers: authorized,
      status: 200,
      answers: { ...GOOD, ...JSON_BODY, etag },
      body: '',
    },
    {
      name: 'what the browser has already',
      method: 'GET',
      headers: { ...authorized, 'If-None-Match': etag },
      status: 304,
      answers: { ...GOOD, etag },
      body: '',
    },
    {
      name: 'the id alone',
      method: 'GET',
      query: '?fields=instanceId',
      headers: authorized,
      status: 200,
      answers: { ...GOOD, ...JSON_BODY },
      body: `{"instanceId":"${instanceId}"}`,
    },
    {
      name: 'no token',
      method: 'GET',
      headers: {},
      status: 401,
      answers: CHALLENGE,
      body: problem('missing_token'),
    },
    {
      name: 'no token at all like one',
      method: 'GET',
      headers: { Authorization: 'x'.repeat(9_000) },
      status: 401,
      answers: CHALLENGE,
      body: problem('malformed_token'),
    },
    {
      name: 'a preflight',
      method: 'OPTIONS',
      headers: {
        Origin: 'https://site.example',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization,x-wix-client-artifact-id',
      },
      status: 204,
      answers: {
        ...ON_EVERY_REPLY,
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers':
          'authorization, content-type, if-none-match, traceparent, tracestate, baggage, x-wix-client-artifact-id',
        'access-control-max-age': '86400',
        vary: 'Access-Control-Request-Headers',
      },
      body: '',
    },
    { name: 'POST', method: 'POST', ...isNoMethod },
    { name: 'DELETE', method: 'DELETE', ...isNoMethod },
  ];
}

/** Wix's own headers, and cookies, are for nobody's browser. */
const FOR_NOBODY = /^(x-wix-|set-cookie)/;

/** What is wrong with an answer; a value that is not as it should be is not repeated. */
export function faultsOfAnswer(question: OtherQuestion, answer: OtherAnswer): string[] {
  const headers = new Map(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return [
    ...(answer.status === question.status ? [] : [`status ${answer.status}`]),
    ...Object.entries(question.answers)
      .filter(([name, wanted]) => !isLike(headers.get(name), wanted))
      .map(([name]) => `header ${name}`),
    ...[...headers.keys()].filter((name) => FOR_NOBODY.test(name)).map((name) => `header ${name}`),
    ...(isLike(answer.body, question.body) ? [] : ['body']),
  ].map((fault) => `${question.name}: ${fault}`);
}

function isLike(seen: string | undefined, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? seen === wanted : seen !== undefined && wanted.test(seen);
}
