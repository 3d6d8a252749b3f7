/** The options of the demo site. Without them the emulator explains how to get it. */
export interface DemoOptions {
  /** The folder of a build: `dist-node`, or `dist`. */
  readonly bundles: string;
  /**
   * The endpoint's origin, as in `http://localhost:4321`. Read on each use, because the endpoint
   * may start later.
   */
  readonly endpoint: () => string;
  /** The address of a trace page; `{traceId}` is replaced. */
  readonly tracePage?: string;
  /** The longest time until the endpoint returns a changed plan: `planDelaySeconds` of its environment. */
  readonly planDelaySeconds?: number;
  /** React's development build reports more and is slower. Real sites use the production build. */
  readonly react?: 'production' | 'development';
}

/**
 * The `PUBLIC_IDENTITY_ORIGIN` of the demo's bundles. The demo site replaces it with the endpoint's
 * origin as it serves them, so another port needs no new build.
 */
export const ENDPOINT_PLACEHOLDER = 'https://identity-endpoint.invalid';
