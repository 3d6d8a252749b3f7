/** A request as plain data: Node has no WHATWG objects to build for it, and Astro unwraps its own. */
export interface GetInstanceRequest {
  readonly method: string;
  /** The part after `?`, undecoded; empty where there is none. */
  readonly query: string;
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly traceparent: string | undefined;
  readonly accessControlRequestHeaders: string | undefined;
}
