import type { CircuitState } from '../resilience/circuit-breaker.ts';

/** What an operator must see although no single request is at fault. */
export type ServiceEvent =
  | { readonly kind: 'circuit_changed'; readonly policy: string; readonly state: CircuitState }
  | {
      readonly kind: 'budget_spent';
      readonly instanceId: string;
      readonly retryAfterSeconds: number;
    }
  /** The app must be granted a permission by its developer. */
  | { readonly kind: 'permission_missing'; readonly permission: string };

/** Reports an event. Must not throw. */
export type Report = (event: ServiceEvent) => void;
