import { describe, expect, test } from 'vitest';
import { describeResponses } from '../run/k6/describe-answers.ts';
import { faultsOfAnswer, type OtherAnswer } from './faults-of-answer.ts';
import { otherRequests } from './other-requests.ts';

const RESPONSES = describeResponses();
const ID = '00000000-0000-4000-8000-000000000000';
const REQUESTS = otherRequests('token', ID, '"etag"');

function requestNamed(name: string) {
  const request = REQUESTS.find((one) => one.name === name);
  if (request === undefined) throw new Error(`there is no request ${name}`);
  return request;
}

const ON_EVERY_ANSWER = {
  'Access-Control-Allow-Origin': '*',
  'Timing-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
};
const PREFLIGHT: OtherAnswer = {
  status: 204,
  headers: {
    ...ON_EVERY_ANSWER,
    'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
    'Access-Control-Allow-Headers':
      'authorization, content-type, if-none-match, traceparent, tracestate, baggage, x-wix-client-artifact-id',
    'Access-Control-Max-Age': '86400',
    Vary: 'Access-Control-Request-Headers',
  },
  body: '',
};
const REFUSAL: OtherAnswer = {
  status: 405,
  headers: {
    ...ON_EVERY_ANSWER,
    'Access-Control-Expose-Headers': 'Cache-Status, ETag, Retry-After, Server-Timing',
    Allow: 'GET, HEAD, OPTIONS',
    'Cache-Control': 'no-store',
    'Content-Type': 'application/problem+json',
    'Server-Timing': `traceparent;desc="00-${'a'.repeat(32)}-${'b'.repeat(16)}-00"`,
    Vary: 'Authorization',
  },
  body: `{"code":"method_not_allowed","traceId":"${'a'.repeat(32)}"}`,
};

const faultsOf = (name: string, answer: OtherAnswer) =>
  faultsOfAnswer(requestNamed(name), answer, RESPONSES);

describe('an answer that no page view causes', () => {
  test('has no fault where docs/openapi.yaml describes it so', () => {
    expect(faultsOf('a preflight', PREFLIGHT)).toEqual([]);
    expect(faultsOf('POST', REFUSAL)).toEqual([]);
  });

  test.each<[string, Partial<OtherAnswer>]>([
    ['status 200', { status: 200 }],
    ['body', { body: '{}' }],
    ['header vary', { headers: { ...PREFLIGHT.headers, Vary: 'Authorization' } }],
    ['header set-cookie', { headers: { ...PREFLIGHT.headers, 'Set-Cookie': 'a=b' } }],
    [
      'header x-wix-bi-auth-token',
      { headers: { ...PREFLIGHT.headers, 'X-Wix-Bi-Auth-Token': 'secret' } },
    ],
    [
      'header access-control-allow-headers',
      {
        headers: {
          ...PREFLIGHT.headers,
          'Access-Control-Allow-Headers':
            'authorization, content-type, if-none-match, traceparent, tracestate, baggage',
        },
      },
    ],
  ])('has the fault: %s', (fault, but) => {
    expect(faultsOf('a preflight', { ...PREFLIGHT, ...but })).toEqual([`a preflight: ${fault}`]);
  });

  test.each<[string, Partial<OtherAnswer>]>([
    ['header cache-control', { headers: { ...REFUSAL.headers, 'Cache-Control': 'private' } }],
    ['header content-type', { headers: { ...REFUSAL.headers, 'Content-Type': 'text/plain' } }],
    ['body', { body: REFUSAL.body.replace('method_not_allowed', 'missing_token') }],
  ])('has, as a refusal, the fault: %s', (fault, but) => {
    expect(faultsOf('POST', { ...REFUSAL, ...but })).toEqual([`POST: ${fault}`]);
  });

  test('is requested in every way that the contract describes, with codes that it knows', () => {
    const statuses = REQUESTS.map(({ status }) => status);
    expect([...new Set(statuses)].sort()).toEqual([200, 204, 304, 401, 405]);
    for (const { method, status, code } of REQUESTS) {
      if (code === undefined) continue;
      const response = (RESPONSES[method] ?? RESPONSES['*'])?.[status];
      expect(response?.codes).toContain(code);
    }
  });
});
