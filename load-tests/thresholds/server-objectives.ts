import type { Plan } from '../plan.ts';
import type { Verdict } from '../k6-result/result.ts';

/** Bytes held after garbage collection, in the first and in the last third of the run. */
export interface HeapFacts {
  readonly early: number;
  readonly late: number;
}

/** Over this the heap grows by more than what lies around by chance. */
const GROWTH_SHARE = 0.15;
const GROWTH_BYTES = 8 * 2 ** 20;

/** What a run says of the server itself: that of `soak` does not grow, once its caches are full. */
export function serverPromises({
  plan,
  heapBytes,
}: {
  readonly plan: Plan;
  readonly heapBytes: HeapFacts | undefined;
}): Verdict[] {
  if (plan.name !== 'soak') return [];
  const name = 'the heap stays flat';
  if (!heapBytes)
    return [{ name, kind: 'count', kept: false, limit: 'measured', seen: 'no samples' }];
  const limit = heapBytes.early * (1 + GROWTH_SHARE) + GROWTH_BYTES;
  return [
    {
      name,
      kind: 'count',
      kept: heapBytes.late <= limit,
      limit: `<= ${mebibytes(limit)}`,
      seen: mebibytes(heapBytes.late),
    },
  ];
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
