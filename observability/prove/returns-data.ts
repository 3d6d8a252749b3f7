import { expect, test, vi } from 'vitest';
import { dashboardQueries, ruleQueries, runbookQueries } from '../queries.ts';
import type { RunningPrometheus } from './start-prometheus.ts';

/**
 * Adds a test for each query of the dashboard, the recording rules and the runbook: the real
 * Prometheus returns data for it.
 */
export function testThatQueriesReturnData(options: {
  readonly prometheus: () => RunningPrometheus;
  readonly rateInterval: string;
  readonly timeoutMs: number;
}): void {
  // An alert's expression returns no data unless it fires.
  const recording = ruleQueries().filter(({ where }) =>
    where.startsWith('rule: instance_identity:'),
  );

  test.each([...dashboardQueries(options.rateInterval), ...recording, ...runbookQueries()])(
    '$where: $promql returns data',
    async ({ promql }) => {
      await vi.waitFor(
        async () => {
          const samples = await options.prometheus().query(promql);
          expect(samples.filter(({ value }) => Number.isFinite(value))).not.toEqual([]);
        },
        { timeout: options.timeoutMs, interval: 200 },
      );
    },
  );
}
