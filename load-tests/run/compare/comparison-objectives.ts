import { wixLimitObjectives } from '../../thresholds/wix-limit-objectives.ts';
import type { ObjectiveReport } from '../judge/summary.ts';
import { share } from '../render/format.ts';
import type { Side } from '../judge/comparison.ts';

/** The objectives of this server beside the documentation's example. */
export function comparisonObjectives(example: Side, ours: Side): ObjectiveReport[] {
  const limit = wixLimitObjectives({
    data: ours.upstream.operations['get_app_instance']?.worstMinute.calls ?? Infinity,
    dataAndTokenInfo: ours.upstream.worstMinuteWithTokenInfo.calls,
  });
  return [
    report('k6', 'both sides were sent the same traffic', 'within 1 %', {
      seen: `${example.requests} and ${ours.requests} requests`,
      met: Math.abs(example.requests - ours.requests) <= ours.requests * 0.01,
    }),
    report('k6', 'every visitor has an answer', '≥ 99.9 %', {
      seen: share(ours.succeeded, ours.requests),
      met: ours.succeeded >= ours.requests * 0.999,
    }),
    report('k6', 'no fewer answers than the example', '≥ the example’s', {
      seen: `${share(ours.succeeded, ours.requests)} and ${share(example.succeeded, example.requests)}`,
      met: ours.succeeded / ours.requests >= example.succeeded / example.requests,
    }),
    report('emulator', 'fewer calls to Wix', 'per request, half of the example’s at most', {
      seen: `${ours.upstream.perRequest.toFixed(2)} and ${example.upstream.perRequest.toFixed(2)}`,
      met: ours.upstream.perRequest <= example.upstream.perRequest / 2,
    }),
    ...limit.map(({ name, limit: atMost, seen, met, assumption }) => ({
      ...report('emulator', name, atMost, { seen, met }),
      ...(assumption !== undefined && { assumption }),
    })),
  ];
}

function report(
  seenBy: ObjectiveReport['seenBy'],
  name: string,
  limit: string,
  { seen, met }: { seen: string; met: boolean },
): ObjectiveReport {
  return { name, seenBy, limit, seen, outcome: met ? 'met' : 'missed' };
}
