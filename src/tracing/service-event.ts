import type { CircuitState } from '../resilience/circuit-breaker.ts';

/** What an operator must see although no single request is at fault. */
export type ServiceEvent =
  | { readonly kind: 'circuit_changed'; readonly policy: string; readonly state: CircuitState }
  | {
      readonly kind: 'budget_spent';
      readonly instanceId: string;
      readonly retryAfterSeconds: number;
    };

/** Reports an event. Must not throw. */
export type Report = (event: ServiceEvent) => void;
