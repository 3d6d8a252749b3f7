import { instanceNumberOf } from '../instances/instance-id.ts';
import { createLastMinute } from './last-minute.ts';
import { OPERATIONS, perOperation, type Operation } from './operations.ts';

const LISTED_INSTANCES = 100;

export interface InstanceCalls {
  readonly instanceId: string;
  readonly calls: Record<Operation, number>;
  /** The most calls in any 60 seconds. Wix's limit of 200 refers to this. */
  readonly worstMinute: Record<Operation, number>;
}

export interface CallReport {
  readonly totals: Record<Operation, number>;
  /**
   * Responses by status. `none` counts calls without a complete response (hung, reset, cut off).
   */
  readonly answered: Record<Operation, Record<string, number>>;
  /** The most calls in flight at the same time. */
  readonly mostAtOnce: Record<Operation, number>;
  /** The worst 60 seconds of any one instance. */
  readonly worstMinute: Record<Operation, { calls: number; instanceId: string | null }>;
  /** The same for get_app_instance and token_info together: Wix's limit may count both. */
  readonly worstMinuteWithTokenInfo: { readonly calls: number; readonly instanceId: string | null };
  readonly instancesCalled: number;
  /** The most called come first, up to 100. */
  readonly instances: InstanceCalls[];
}

/**
 * Counts calls of Wix endpoints, faults included. A call about an unknown id, or about none,
 * appears in the totals only, so there are at most a million records.
 */
export interface CallLog {
  arrived(operation: Operation, instanceId: string | undefined): void;
  answered(operation: Operation, status: number | 'none'): void;
  of(instanceId: string): InstanceCalls;
  report(): CallReport;
  clear(): void;
}

export function createCallLog(clock: () => number): CallLog {
  const totals = perOperation(() => 0);
  const inFlight = perOperation(() => 0);
  const mostAtOnce = perOperation(() => 0);
  const answered = perOperation(() => new Map<string, number>());
  const worst = perOperation(() => ({ calls: 0, instanceId: null as string | null }));
  let worstWithTokenInfo = { calls: 0, instanceId: null as string | null };
  const instances = new Map<string, InstanceCalls>();
  const minutes = createLastMinute();

  const of = (instanceId: string): InstanceCalls =>
    instances.get(instanceId) ?? {
      instanceId,
      calls: perOperation(() => 0),
      worstMinute: perOperation(() => 0),
    };

  return {
    of,
    arrived(operation, instanceId) {
      totals[operation]++;
      inFlight[operation]++;
      mostAtOnce[operation] = Math.max(mostAtOnce[operation], inFlight[operation]);
      if (instanceId === undefined || instanceNumberOf(instanceId) === undefined) return;
      const record = of(instanceId);
      instances.set(instanceId, record);
      record.calls[operation]++;
      const minute = `${operation} ${instanceId}`;
      const now = clock();
      minutes.add(minute, now);
      const calls = minutes.count(minute, now);
      record.worstMinute[operation] = Math.max(record.worstMinute[operation], calls);
      if (calls > worst[operation].calls) worst[operation] = { calls, instanceId };
      if (operation === 'app_token') return;
      minutes.add(instanceId, now);
      const together = minutes.count(instanceId, now);
      if (together > worstWithTokenInfo.calls) worstWithTokenInfo = { calls: together, instanceId };
    },
    answered(operation, status) {
      inFlight[operation]--;
      const counts = answered[operation];
      counts.set(String(status), (counts.get(String(status)) ?? 0) + 1);
    },
    report: () => ({
      totals: { ...totals },
      answered: perOperation((operation) => Object.fromEntries(answered[operation])),
      mostAtOnce: { ...mostAtOnce },
      worstMinute: structuredClone(worst),
      worstMinuteWithTokenInfo: { ...worstWithTokenInfo },
      instancesCalled: instances.size,
      instances: [...instances.values()]
        .sort((a, b) => sum(b.calls) - sum(a.calls))
        .slice(0, LISTED_INSTANCES),
    }),
    clear() {
      for (const operation of OPERATIONS) {
        totals[operation] = 0;
        mostAtOnce[operation] = inFlight[operation];
        answered[operation].clear();
        worst[operation] = { calls: 0, instanceId: null };
      }
      worstWithTokenInfo = { calls: 0, instanceId: null };
      instances.clear();
      minutes.clear();
    },
  };
}

function sum(calls: Record<Operation, number>): number {
  return OPERATIONS.reduce((total, operation) => total + calls[operation], 0);
}
