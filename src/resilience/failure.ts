import type { Cause } from '../tracing/request-scope.ts';

/**
 * What the endpoint asks of Wix, in its own words. `src/wix/` answers with the real SDK. Every
 * method resolves, also when Wix fails: a rejection is a bug. No result holds an upstream body,
 * a secret or a token other than the one asked for.
 */
export interface Upstream {
  /** What Wix knows about a token. Source: `POST /oauth2/token-info`. */
  tokenInfo(token: string, cause?: Cause): Promise<Asked<TokenInfo>>;
  /** A token that speaks for the app on one site. Source: `POST /oauth2/token`, `client_credentials`. */
  appToken(instanceId: string, cause?: Cause): Promise<Asked<AppToken> | NotFound>;
  /** Source: `GET /apps/v1/instance`, elevated by `appToken`. */
  getAppInstance(
    instanceId: string,
    appToken: string,
    cause?: Cause,
  ): Promise<Asked<AppInstance> | NotFound | Unauthorized>;
}

export type Asked<T> = { readonly kind: 'answered'; readonly value: T } | Failed;

export interface Failed {
  readonly kind: 'failed';
  readonly failure: UpstreamFailure;
}

export function failed(failure: UpstreamFailure): Failed {
  return { kind: 'failed', failure };
}

/** Lets an attempt at Wix through, or, while Wix is known to be down, fails it unmade. */
export type Guard = <T>(attempt: () => Promise<T>) => Promise<T | Failed>;

/** Wix itself says that it does not know the instance. */
export interface NotFound {
  readonly kind: 'not_found';
}

/** Wix no longer takes the app token. */
export interface Unauthorized {
  readonly kind: 'unauthorized';
}

export type SubjectType = 'APP' | 'USER' | 'MEMBER' | 'VISITOR' | 'UNKNOWN';

export type TokenInfo =
  | { readonly active: false }
  | {
      readonly active: true;
      readonly subjectType: SubjectType;
      readonly clientId: string | undefined;
      readonly instanceId: string | undefined;
      readonly siteId: string | undefined;
      /** Milliseconds since the epoch; undefined where Wix gave none. */
      readonly expiresAtMs: number | undefined;
    };

export interface AppToken {
  readonly token: string;
  /** How long it is good for, from the moment it was received. */
  readonly lifetimeMs: number;
}

/** The answer of Wix's `getAppInstance()`, as it came: never to be handed out unprojected. */
export interface AppInstance {
  readonly instance: Readonly<Record<string, unknown>>;
  readonly site: Readonly<Record<string, unknown>>;
}

export type UpstreamFailure =
  /** Wix throttles, or our own budget for the instance is spent (`asked: false`). */
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number; readonly asked: boolean }
  | { readonly kind: 'timeout' }
  /** Wix was not asked: the circuit is open, or too many wait already. */
  | {
      readonly kind: 'unavailable';
      readonly reason: 'circuit_open' | 'queue_full';
      readonly retryAfterSeconds: number;
    }
  | {
      readonly kind: 'error';
      /** `unexpected_answer`: JSON, but not what was asked for, or far too much of it. */
      readonly reason: 'network' | 'status' | 'not_json' | 'unexpected_answer';
      readonly status?: number;
    };

/** What went wrong, in a word of ours. */
export function reasonOf(failure: UpstreamFailure): string {
  return failure.kind === 'error' ? failure.reason : failure.kind;
}

/** Whether a call was made: `Cache-Status` says `fwd` only then. */
export function wasAsked(failure: UpstreamFailure): boolean {
  return failure.kind === 'rate_limited' ? failure.asked : failure.kind !== 'unavailable';
}
