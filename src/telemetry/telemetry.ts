import type { Cause } from '../tracing/request-scope.ts';
import { createPlainObserver, type Observer } from '../endpoint/observer.ts';
import type { Gate } from '../resilience/policy.ts';
import type { ObserveCall } from '../wix/wix-calls.ts';

/** What looks on while the endpoint works. */
export interface Telemetry {
  readonly observer: Observer;
  readonly observeCall?: ObserveCall;
  /** Runs `work`, which goes on behind an answer that `cause` has had. */
  observeRefresh<T>(cause: Cause, work: (refresh: Cause) => Promise<T>): Promise<T>;
  /** Told once what there is to read at any time. */
  watch(readings: Readings): void;
}

export interface Readings {
  readonly cachedInstances: () => number;
  readonly gates: Readonly<Record<'token_info' | 'load', Pick<Gate, 'inFlight' | 'circuit'>>>;
}

/** Where nothing is recorded. `random` is uniform in [0, 1). */
export function noTelemetry(random: () => number): Telemetry {
  return {
    observer: createPlainObserver(random),
    observeRefresh: (cause, work) => work(cause),
    watch: () => undefined,
  };
}
