/** What the demo site needs to be there. Without it the emulator explains how to get one. */
export interface DemoOptions {
  /** The folder of a build: `dist-node`, or `dist`. */
  readonly bundles: string;
  /** Where the endpoint listens, as in `http://localhost:4321`. Asked for at each use: it may start later. */
  readonly endpoint: () => string;
  /** A page that shows a trace; `{traceId}` stands for which. */
  readonly tracePage?: string;
  /** React's development build says more, and is slower. A site's own is the production build. */
  readonly react?: 'production' | 'development';
}

/**
 * What the bundles of a demo are built with as `PUBLIC_IDENTITY_ORIGIN`. The demo site puts the endpoint's
 * real origin in its place as it serves them, so that another port is no reason to build again.
 */
export const ENDPOINT_PLACEHOLDER = 'https://identity-endpoint.invalid';
