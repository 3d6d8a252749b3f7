/** The options of the command line. For those that are absent, the profile has defaults. */
export interface RunOptions {
  /** Page views a second. */
  readonly rate?: number;
  readonly durationSeconds?: number;
  readonly seed?: number;
  /** The origin of a server that already runs. */
  readonly baseUrl?: string;
  /** The share of requests that the started server records as traces, from 0 to 1. */
  readonly traceShare?: number;
  /** An OTLP/HTTP endpoint for the server's traces and k6's metrics. */
  readonly otlp?: string;
  readonly short: boolean;
  readonly iOwnThis: boolean;
  /** The folder for results. */
  readonly out?: string;
}
