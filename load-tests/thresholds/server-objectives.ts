import type { JudgedObjective } from '../k6-result/result.ts';
import type { Plan } from '../plan.ts';

/** Bytes held after garbage collection, after 40 % of the run and at its end. */
export interface HeldHeap {
  readonly early: number;
  readonly late: number;
}

/** Chance alone makes the held heap differ by this much. */
const GROWTH_SHARE = 0.15;
const GROWTH_BYTES = 8 * 2 ** 20;

/** Whether a profile judges the server's memory. */
export function judgesMemory({ name }: Pick<Plan, 'name'>): boolean {
  return name === 'soak';
}

/** The objectives for the server's own memory: in `soak` it must not grow once the caches are full. */
export function serverObjectives({
  plan,
  heldHeap,
}: {
  readonly plan: Plan;
  readonly heldHeap: HeldHeap | undefined;
}): JudgedObjective[] {
  if (!judgesMemory(plan)) return [];
  const common = { name: 'the heap stays flat', kind: 'count' } as const;
  if (!heldHeap) return [{ ...common, met: false, limit: 'measured', seen: 'no samples' }];
  const limit = heldHeap.early * (1 + GROWTH_SHARE) + GROWTH_BYTES;
  return [
    {
      ...common,
      met: heldHeap.late <= limit,
      limit: `<= ${mebibytes(limit)}`,
      seen: mebibytes(heldHeap.late),
    },
  ];
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
