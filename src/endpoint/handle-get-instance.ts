import type { Digest } from '../instances/instance-entry.ts';
import type { GetInstance } from './get-instance.ts';
import type { Observation, Observer } from './observer.ts';
import type { Outcome } from './outcome.ts';
import { type Reply, replyTo } from './reply.ts';
import type { GetInstanceRequest } from './request.ts';

export type HandleGetInstance = (request: GetInstanceRequest) => Reply | Promise<Reply>;

/** From request to reply. Every host calls this and nothing else of the core. */
export function createHandleGetInstance(deps: {
  readonly getInstance: GetInstance;
  readonly digest: Digest;
  readonly observer: Observer;
}): HandleGetInstance {
  const { getInstance, digest, observer } = deps;

  function reply(outcome: Outcome, request: GetInstanceRequest, observation: Observation): Reply {
    const trace = observation.conclude(outcome);
    const made = replyTo(outcome, request, trace, digest);
    observation.end(made.status);
    return made;
  }

  return function handleGetInstance(request) {
    const observation = observer.begin(request);
    const outcome = getInstance(request, observation);
    return outcome instanceof Promise
      ? outcome.then((settled) => reply(settled, request, observation))
      : reply(outcome, request, observation);
  };
}
