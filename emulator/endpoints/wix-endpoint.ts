import type { Operation } from '../world/operations.ts';
import type { World } from '../world/world.ts';

/** One endpoint of Wix: where it is, what it counts as, and how it reads a call. */
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

/** A call understood, not yet answered: faults come in between. */
export interface WixCall {
  /** Whom the call is about, as far as a genuine token or the request says. */
  readonly instanceId: string | undefined;
  /** `dataOf` has the answer speak of another instance (the fault `wrong_instance`). */
  answer(dataOf?: string): WixAnswer;
}

export interface WixAnswer {
  readonly status: 200 | 400 | 401 | 403 | 404 | 429;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** An error in the form of Wix's APIs, which the SDK understands. */
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

/** A call that is refused whatever it is about. */
export function refusal(answer: WixAnswer, instanceId?: string): WixCall {
  return { instanceId, answer: () => answer };
}
