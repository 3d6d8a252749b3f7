import type { Observer } from '../endpoint/observer.ts';
import type { Clock } from '../resilience/clock.ts';
import { createEventLog } from './event-log.ts';
import type { Instruments } from './instruments.ts';
import type { Log } from './log.ts';
import { createStartCall } from './spans/observed-call.ts';
import { ObservedRequest } from './spans/observed-request.ts';

/** Derives spans, metrics and log lines from what the endpoint reports. */
export function createObserver(options: {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log?: Log;
  /** Absent if OpenTelemetry is not set up. Replies still have a trace id. */
  readonly instruments?: Instruments;
}): Observer {
  const { clock, random, log = () => undefined, instruments } = options;
  const events = createEventLog(log, clock);
  const startCall = createStartCall({ events, clock, instruments });
  const deps = { clock, random, events, instruments, startCall };
  return {
    begin: (request) => new ObservedRequest(deps, request),
    report: events.report,
  };
}
