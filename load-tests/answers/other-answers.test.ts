import { describe, expect, it } from 'vitest';
import { faultsOfAnswer, type OtherAnswer, otherQuestions } from './other-answers.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const preflight = otherQuestions('token', ID, '"etag"').find(({ method }) => method === 'OPTIONS');

const ANSWER: OtherAnswer = {
  status: 204,
  headers: {
    'Access-Control-Allow-Origin': '*',
    'Timing-Allow-Origin': '*',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
    'Access-Control-Allow-Headers':
      'authorization, content-type, if-none-match, traceparent, tracestate, baggage, x-wix-client-artifact-id',
    'Access-Control-Max-Age': '86400',
    Vary: 'Access-Control-Request-Headers',
  },
  body: '',
};

function faultsOf(but: Partial<OtherAnswer>): string[] {
  if (preflight === undefined) throw new Error('there is no preflight');
  return faultsOfAnswer(preflight, { ...ANSWER, ...but });
}

describe('an answer to what no page view asks', () => {
  it('is as the contract says', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each<[string, Partial<OtherAnswer>]>([
    ['status 200', { status: 200 }],
    ['body', { body: '{}' }],
    ['header vary', { headers: { ...ANSWER.headers, Vary: 'Authorization' } }],
    ['header set-cookie', { headers: { ...ANSWER.headers, 'Set-Cookie': 'a=b' } }],
    [
      'header x-wix-bi-auth-token',
      { headers: { ...ANSWER.headers, 'X-Wix-Bi-Auth-Token': 'secret' } },
    ],
  ])('is found out by its %s', (fault, but) => {
    expect(faultsOf(but)).toEqual([`a preflight: ${fault}`]);
  });

  it('is asked for in every way that the contract describes', () => {
    const statuses = otherQuestions('token', ID, '"etag"').map(({ status }) => status);
    expect([...new Set(statuses)].sort()).toEqual([200, 204, 304, 401, 405]);
  });
});
