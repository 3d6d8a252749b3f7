/** A request that no page view sends, and the answer that the contract gives it. */
export interface OtherRequest {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'DELETE';
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  /** The code of the problem. */
  readonly code?: string;
  /** What this request makes of single headers, by lower-case name. docs/openapi.yaml describes the others. */
  readonly answers?: Readonly<Record<string, RegExp>>;
  /** The body of a 200. */
  readonly body?: RegExp;
}

const REQUESTED_HEADER = 'x-wix-client-artifact-id';

/** `etag` is the ETag of the whole answer to this token. */
export function otherRequests(token: string, instanceId: string, etag: string): OtherRequest[] {
  const authorized = { Authorization: token };
  const body = new RegExp(`^\\{"instanceId":"${instanceId}",.*"site":\\{`);
  const hasEtag = { etag: exactly(etag) };
  const isRefused = { headers: authorized, status: 405, code: 'method_not_allowed' };
  return [
    {
      name: 'a token after Bearer',
      method: 'GET',
      headers: { Authorization: `Bearer ${token}` },
      status: 200,
      answers: hasEtag,
      body,
    },
    { name: 'HEAD', method: 'HEAD', headers: authorized, status: 200, answers: hasEtag },
    {
      name: 'an answer that the browser has',
      method: 'GET',
      headers: { ...authorized, 'If-None-Match': etag },
      status: 304,
      answers: hasEtag,
    },
    {
      name: 'the id alone',
      method: 'GET',
      query: '?fields=instanceId',
      headers: authorized,
      status: 200,
      body: exactly(`{"instanceId":"${instanceId}"}`),
    },
    { name: 'no token', method: 'GET', headers: {}, status: 401, code: 'missing_token' },
    {
      name: 'a token of 9,000 bytes',
      method: 'GET',
      headers: { Authorization: 'x'.repeat(9_000) },
      status: 401,
      code: 'malformed_token',
    },
    {
      name: 'a preflight',
      method: 'OPTIONS',
      headers: {
        Origin: 'https://site.example',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': `authorization,${REQUESTED_HEADER}`,
      },
      status: 204,
      answers: { 'access-control-allow-headers': new RegExp(`(^|, )${REQUESTED_HEADER}(, |$)`) },
    },
    { name: 'POST', method: 'POST', ...isRefused },
    { name: 'DELETE', method: 'DELETE', ...isRefused },
  ];
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}
