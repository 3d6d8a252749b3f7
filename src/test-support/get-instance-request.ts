import type { GetInstanceRequest } from '../endpoint/request.ts';

/** A GET without any header, with `changes`. */
export function getInstanceRequest(changes: Partial<GetInstanceRequest> = {}): GetInstanceRequest {
  return {
    method: 'GET',
    query: '',
    authorization: undefined,
    ifNoneMatch: undefined,
    traceparent: undefined,
    accessControlRequestHeaders: undefined,
    headers: {},
    ...changes,
  };
}
