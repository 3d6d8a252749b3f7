import { CALLS_PER_MINUTE } from '../../../emulator/rate-limit.ts';
import type { Side } from './comparison.ts';
import { share } from '../render/render-summary.ts';
import type { PromiseReport } from '../judge/summary.ts';

/** What this server promises beside the documentation's example. */
export function promisesOfComparison(example: Side, ours: Side): PromiseReport[] {
  const worst = Math.max(
    ...Object.values(ours.upstream.operations).map(({ worstMinute }) => worstMinute.calls),
  );
  const elevated = ours.upstream.operations['get_app_instance']?.worstMinute.calls ?? Infinity;
  return [
    report('k6', 'both sides were sent the same', 'within 1 %', {
      seen: `${example.requests} and ${ours.requests} requests`,
      kept: Math.abs(example.requests - ours.requests) <= ours.requests * 0.01,
    }),
    report('k6', 'every visitor has an answer', '≥ 99.9 %', {
      seen: share(ours.succeeded, ours.requests),
      kept: ours.succeeded >= ours.requests * 0.999,
    }),
    report('k6', 'no fewer are answered than by the example', '≥ the example’s', {
      seen: `${share(ours.succeeded, ours.requests)} and ${share(example.succeeded, example.requests)}`,
      kept: ours.succeeded / ours.requests >= example.succeeded / example.requests,
    }),
    report('emulator', 'Wix is called less', 'per request, a half of the example’s at most', {
      seen: `${ours.upstream.perRequest.toFixed(2)} and ${example.upstream.perRequest.toFixed(2)}`,
      kept: ours.upstream.perRequest <= example.upstream.perRequest / 2,
    }),
    report('emulator', 'Wix’s limit is far', `data calls in a minute ≤ ${CALLS_PER_MINUTE}`, {
      seen: `${elevated} (${worst} of any kind)`,
      kept: elevated <= CALLS_PER_MINUTE,
    }),
  ];
}

function report(
  seenBy: PromiseReport['seenBy'],
  name: string,
  limit: string,
  { seen, kept }: { seen: string; kept: boolean },
): PromiseReport {
  return { name, seenBy, limit, seen, outcome: kept ? 'kept' : 'broken' };
}
