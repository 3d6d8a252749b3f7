import type { CallReport } from '../../../emulator/world/call-log.ts';
import { OPERATIONS } from '../../../emulator/world/operations.ts';
import type { Upstream } from './summary.ts';

/** The calls that reached Wix, in total and per request. */
export function summarizeUpstream(report: CallReport, requests: number): Upstream {
  const per = (calls: number) => (requests > 0 ? calls / requests : 0);
  const total = OPERATIONS.reduce((sum, operation) => sum + report.totals[operation], 0);
  return {
    calls: total,
    perRequest: per(total),
    operations: Object.fromEntries(
      OPERATIONS.map((operation) => [
        operation,
        {
          calls: report.totals[operation],
          perRequest: per(report.totals[operation]),
          answered: report.answered[operation],
          mostAtOnce: report.mostAtOnce[operation],
          worstMinute: report.worstMinute[operation],
        },
      ]),
    ),
    worstMinuteWithTokenInfo: report.worstMinuteWithTokenInfo,
  };
}
