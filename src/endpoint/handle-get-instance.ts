import type { Clock } from '../resilience/clock.ts';
import type { GetInstance, GetInstanceRequest } from './get-instance.ts';
import type { Observation, Observer } from './observer.ts';
import type { Outcome, Refusal } from './outcome.ts';
import { replyTo, type Reply } from './reply.ts';
import type { TraceContext } from '../tracing/trace-context.ts';

export type HandleGetInstance = (request: GetInstanceRequest) => Reply | Promise<Reply>;

/** From request to reply. Every door of the endpoint calls this, and nothing else of the core. */
export function createHandleGetInstance(deps: {
  readonly getInstance: GetInstance;
  readonly digest: (text: string) => string;
  readonly observer: Observer;
  readonly clock: Clock;
  /** Told of each request that was refused. Must not throw. */
  readonly onRefused?: (outcome: Refusal, trace: TraceContext) => void;
}): HandleGetInstance {
  const { getInstance, digest, observer, clock, onRefused } = deps;

  function reply(outcome: Outcome, request: GetInstanceRequest, observation: Observation): Reply {
    const trace = observation.conclude(outcome);
    if (outcome.kind === 'refused') onRefused?.(outcome, trace);
    const made = replyTo(outcome, request, trace, digest);
    observation.end(made.status);
    return made;
  }

  return function handleGetInstance(request) {
    const startedMs = clock.monotonicMs();
    const observation = observer.begin(request, startedMs);
    const outcome = getInstance(request, observation, startedMs);
    return outcome instanceof Promise
      ? outcome.then((settled) => reply(settled, request, observation))
      : reply(outcome, request, observation);
  };
}
