import type { DescribedResponse, DescribedResponses } from './described-answers.ts';
import type { OtherRequest } from './other-requests.ts';

export interface OtherAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No browser may see Wix's own headers, or a cookie. */
const FOR_NOBODY = /^(x-wix-|set-cookie)/;

/** Lists the faults of an answer by name. Their values are left out, because they may hold a token. */
export function faultsOfAnswer(
  request: OtherRequest,
  answer: OtherAnswer,
  responses: DescribedResponses,
): string[] {
  const described = (responses[request.method] ?? responses['*'])?.[request.status];
  const faults =
    described === undefined
      ? [`status ${request.status} is not described`]
      : [...faultsAgainst(described, request, answer)];
  return faults.map((fault) => `${request.name}: ${fault}`);
}

function* faultsAgainst(
  described: DescribedResponse,
  request: OtherRequest,
  { status, headers, body }: OtherAnswer,
): Generator<string> {
  const seen = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (status !== request.status) yield `status ${status}`;
  for (const [name, { required, pattern }] of Object.entries(described.headers)) {
    const value = seen.get(name);
    if (value === undefined ? required : !new RegExp(pattern).test(value)) yield `header ${name}`;
  }
  for (const [name, wanted] of Object.entries(request.answers ?? {})) {
    if (!wanted.test(seen.get(name) ?? '')) yield `header ${name}`;
  }
  const { contentType } = described;
  if (contentType !== undefined && seen.get('content-type') !== contentType) {
    yield 'header content-type';
  }
  for (const name of seen.keys()) if (FOR_NOBODY.test(name)) yield `header ${name}`;
  if (!isBody(body, described, request)) yield 'body';
}

function isBody(body: string, described: DescribedResponse, request: OtherRequest): boolean {
  if (request.method === 'HEAD' || described.contentType === undefined) return body === '';
  if (request.body !== undefined) return request.body.test(body);
  return new RegExp(`"code":"${request.code ?? ''}".*"traceId":"[0-9a-f]{32}"`).test(body);
}
