/** A call to an upstream service, in the words of OpenTelemetry's HTTP client conventions. */
export interface OutboundCall {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** Without query or credentials. */
  readonly url: string;
}

export interface CallResult {
  /** Undefined where no response arrived. */
  readonly status: number | undefined;
  /** The upstream's own id of the call, for its support. */
  readonly requestId: string | undefined;
  /** `denied`: the upstream answered with a no. That is no failure. */
  readonly outcome: 'answered' | 'denied' | 'failed';
  /** Why it was denied or failed, in one word. */
  readonly reason: string | undefined;
  /** How often the request was sent again on a new connection. */
  readonly resends: number;
}

/**
 * What one request carries through all layers. The layers only pass it on; telemetry implements it.
 * No method throws.
 */
export interface RequestScope {
  /** When the request began, in milliseconds: on the monotonic clock, and since the epoch. */
  readonly startedMs: number;
  readonly startedEpochMs: number;
  /** Records a call that is made for this request. The caller calls the result once, at the end. */
  startCall(call: OutboundCall): (result: CallResult) => void;
  /** This request waits for a call that the request of `leader` started. */
  joined(leader: RequestScope): void;
  /** The scope of a revalidation in the background that this request sets off. */
  startRefresh(): RefreshScope;
}

/** Wall-clock time of a later moment of the request, by one reading of the wall clock. */
export function epochMsAt(scope: RequestScope, monotonicMs: number): number {
  return scope.startedEpochMs + monotonicMs - scope.startedMs;
}

export interface RefreshScope extends RequestScope {
  end(): void;
}
