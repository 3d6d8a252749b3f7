import type { Failed } from '../resilience/failure.ts';
import type { RequestScope } from '../tracing/request-scope.ts';

/** Where instances are loaded from. `src/wix/` implements it. */
export interface InstanceSource {
  /** Loads one instance. Always resolves; a rejection is a bug. */
  load(instanceId: string, scope: RequestScope): Promise<LoadResult>;
}

export type LoadResult =
  | { readonly kind: 'loaded'; readonly instance: AppInstance }
  /** The upstream itself says that it does not know the instance. */
  | { readonly kind: 'not_found' }
  | Failed;

/** The unprojected answer of Wix's `getAppInstance()`. It must not leave the process. */
export interface AppInstance {
  readonly instance: Readonly<Record<string, unknown>>;
  readonly site: Readonly<Record<string, unknown>>;
}
