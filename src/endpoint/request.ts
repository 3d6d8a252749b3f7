/** Node's parsed headers, or the web's. */
export type RequestHeaders =
  Headers | { readonly [name: string]: string | readonly string[] | undefined };

/** A request as plain data: Node has no WHATWG objects to build for it, and Astro unwraps its own. */
export interface GetInstanceRequest {
  readonly method: string;
  /** The part after `?`, undecoded; empty where there is none. */
  readonly query: string;
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly traceparent: string | undefined;
  readonly accessControlRequestHeaders: string | undefined;
  /** All headers, as the host has them: for the propagators of a trusted caller. */
  readonly headers: RequestHeaders;
}
