import type { Operation } from '../world/operations.ts';
import type { World } from '../world/world.ts';

/** One Wix endpoint: its route, its operation, and the reader of its calls. */
export interface WixEndpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operation: Operation;
  readonly readCall: (world: World, request: WixRequest) => WixCall;
}

export interface WixRequest {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A call that was read but not answered yet. Faults apply in between. */
export interface WixCall {
  /** The instance that the call is about, where a genuine token or the request names one. */
  readonly instanceId: string | undefined;
  /** With `dataOf` the answer describes another instance (the fault `wrong_instance`). */
  answer(dataOf?: string): WixAnswer;
}

export interface WixAnswer {
  readonly status: 200 | 400 | 401 | 403 | 404 | 429;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** An error in Wix's own envelope, which the SDK parses. */
export function wixError(
  status: Exclude<WixAnswer['status'], 200>,
  code: string,
  description: string,
  headers: Record<string, string> = {},
): WixAnswer {
  return {
    status,
    headers,
    body: { message: description, details: { applicationError: { code, description } } },
  };
}

/** A call that is refused before any data is read. */
export function refusal(answer: WixAnswer, instanceId?: string): WixCall {
  return { instanceId, answer: () => answer };
}
