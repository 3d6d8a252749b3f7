import type { GetInstance, GetInstanceRequest } from './get-instance.ts';
import { replyTo, type Reply } from './reply.ts';
import { traceContextOf } from './trace-context.ts';

export type HandleGetInstance = (request: GetInstanceRequest) => Reply | Promise<Reply>;

/** From request to reply. Every door of the endpoint calls this, and nothing else of the core. */
export function createHandleGetInstance(deps: {
  readonly getInstance: GetInstance;
  readonly digest: (text: string) => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}): HandleGetInstance {
  const { getInstance, digest, random } = deps;

  return function handleGetInstance(request) {
    const trace = traceContextOf(request.traceparent, random);
    const outcome = getInstance(request);
    return outcome instanceof Promise
      ? outcome.then((settled) => replyTo(settled, request, trace, digest))
      : replyTo(outcome, request, trace, digest);
  };
}
