import { expect, test } from 'vitest';
import { reasonOf, type UpstreamFailure, wasCalled } from './failure.ts';

test.each<[UpstreamFailure, boolean, string]>([
  [{ kind: 'rate_limited', retryAfterSeconds: 7, called: true }, true, 'rate_limited'],
  [{ kind: 'rate_limited', retryAfterSeconds: 7, called: false }, false, 'rate_limited'],
  [{ kind: 'timeout' }, true, 'timeout'],
  [{ kind: 'unavailable', reason: 'retry_later', retryAfterSeconds: 7 }, true, 'unavailable'],
  [{ kind: 'unavailable', reason: 'circuit_open', retryAfterSeconds: 5 }, false, 'unavailable'],
  [{ kind: 'unavailable', reason: 'queue_full', retryAfterSeconds: 1 }, false, 'unavailable'],
  [{ kind: 'error', reason: 'network' }, true, 'network'],
  [{ kind: 'error', reason: 'status', status: 503 }, true, 'status'],
])('%o: a call was made: %s, for logs: %s', (failure, called, reason) => {
  expect(wasCalled(failure)).toBe(called);
  expect(reasonOf(failure)).toBe(reason);
});
