import type { Introspection } from '../identity/token-source.ts';
import type { AppInstance } from '../instances/instance-source.ts';
import type { Failed } from '../resilience/failure.ts';
import type { RequestScope } from '../tracing/request-scope.ts';

export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/**
 * The three calls to Wix. Each always resolves; a rejection is a bug. No result holds an upstream body,
 * a secret, or a token other than the one that was requested.
 */
export interface WixCalls {
  /** What Wix knows about a token. Source: `POST /oauth2/token-info`. */
  tokenInfo(token: string, scope: RequestScope): Promise<Introspection>;
  /** A token for the app on one site. Source: `POST /oauth2/token`, `client_credentials`. */
  appToken(
    instanceId: string,
    scope: RequestScope,
  ): Promise<Answered<AppToken> | NotFound | Failed>;
  /** The instance that `appToken` belongs to. Source: `GET /apps/v1/instance`, elevated. */
  getAppInstance(
    appToken: string,
    scope: RequestScope,
  ): Promise<Answered<AppInstance> | NotFound | AppTokenRejected | Failed>;
}

export interface Answered<T> {
  readonly kind: 'answered';
  readonly value: T;
}

/** Wix itself says that it does not know the instance. */
export interface NotFound {
  readonly kind: 'not_found';
}

/** Wix does not accept the app token, or it lacks the permission for the call. */
export interface AppTokenRejected {
  readonly kind: 'unauthorized' | 'forbidden';
}

export interface AppToken {
  readonly token: string;
  /** How long the token is valid, from the moment it was received. */
  readonly lifetimeMs: number;
}
