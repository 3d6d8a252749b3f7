import { expect, test, vi } from 'vitest';
import { dashboardQueries, ruleQueries, runbookQueries } from '../queries.ts';
import type { RunningPrometheus } from './start-prometheus.ts';

/** A test for each query of dashboard, recording rules and runbook: a real Prometheus has data for it. */
export function testThatQueriesReturnData(options: {
  readonly prometheus: () => RunningPrometheus;
  readonly rateInterval: string;
  readonly timeoutMs: number;
}): void {
  // An alert's own expression has no data where there is nothing to say.
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
