import { trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failed } from '../../resilience/failure.ts';
import { composeEndpoint } from '../../test-support/compose-endpoint.ts';
import { observedWith, recordSpans } from '../../test-support/record-spans.ts';
import type { CallResult } from '../../tracing/request-scope.ts';

const CALL = {
  operation: 'token_info',
  method: 'POST',
  url: 'https://www.wixapis.com/oauth2/token-info',
} as const;

let spans: ReturnType<typeof recordSpans>;

beforeEach(() => {
  spans = recordSpans();
});

afterEach(() => {
  trace.disable();
});

/** Sends a request whose introspection returns `result`, and returns the span of that call. */
async function spanOf(result: Partial<CallResult>) {
  const { send } = composeEndpoint({
    observer: observedWith(),
    answers: {
      tokenInfo(_token, scope) {
        const endCall = scope.startCall(CALL);
        endCall({
          status: 200,
          requestId: undefined,
          outcome: 'answered',
          reason: undefined,
          resends: 0,
          ...result,
        });
        return Promise.resolve(failed({ kind: 'error', reason: 'network' }));
      },
    },
  });
  await send({ authorization: 'opaque' });
  return spans.named('wix.token_info')[0];
}

describe('the span of a call to Wix', () => {
  test('has the HTTP client attributes and Wix’s request id', async () => {
    const span = await spanOf({ requestId: 'request-1' });
    expect(span?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': 'www.wixapis.com',
      'server.port': 443,
      'url.full': CALL.url,
      'wix.operation': 'token_info',
      'wix.request.id': 'request-1',
    });
  });

  test('is part of the trace of its request', async () => {
    const span = await spanOf({});
    const [server] = spans.named('GET /api/get-instance');
    expect(span?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
    expect(span?.spanContext().traceId).toBe(server?.spanContext().traceId);
  });

  test.each([
    [0, undefined],
    [1, 1],
    [2, 2],
  ])('after %d resends has the resend count %s', async (resends, count) => {
    const span = await spanOf({ resends });
    expect(span?.attributes['http.request.resend_count']).toBe(count);
  });

  test('counts the resends of a call that failed', async () => {
    const failure = { outcome: 'failed', reason: 'network', status: undefined } as const;
    const span = await spanOf({ ...failure, resends: 1 });
    expect(span?.attributes).toMatchObject({
      'error.type': 'network',
      'http.request.resend_count': 1,
    });
  });
});
