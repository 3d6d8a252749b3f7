/** Why an upstream call produced no result. Never holds an upstream body, a token or a secret. */
export type UpstreamFailure =
  /** The upstream throttles, or our own budget for the key is spent (`called: false`). */
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number; readonly called: boolean }
  /** `called: false`: the time passed in the queue. */
  | { readonly kind: 'timeout'; readonly called?: false }
  /** `retry_later`: the upstream itself says so. In the other two cases it was not called. */
  | {
      readonly kind: 'unavailable';
      readonly reason: 'circuit_open' | 'queue_full' | 'retry_later';
      readonly retryAfterSeconds: number;
    }
  | {
      readonly kind: 'error';
      /** `unexpected_answer`: JSON of another shape than the expected one, or far too much of it. */
      readonly reason: 'network' | 'status' | 'not_json' | 'unexpected_answer';
      readonly status?: number;
    };

/** The failed case of every result type. Failures are values; an exception is a bug. */
export interface Failed {
  readonly kind: 'failed';
  readonly failure: UpstreamFailure;
}

export function failed(failure: UpstreamFailure): Failed {
  return { kind: 'failed', failure };
}

/** One word for logs and spans. */
export function reasonOf(failure: UpstreamFailure): string {
  return failure.kind === 'error' ? failure.reason : failure.kind;
}

/** Whether a call was made. `Cache-Status` contains `fwd` only then. */
export function wasCalled(failure: UpstreamFailure): boolean {
  switch (failure.kind) {
    case 'rate_limited':
      return failure.called;
    case 'timeout':
      return failure.called ?? true;
    case 'unavailable':
      return failure.reason === 'retry_later';
    default:
      return true;
  }
}
