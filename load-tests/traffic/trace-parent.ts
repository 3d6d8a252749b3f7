import { randomOf } from './random.ts';

/** Keeps what is drawn for traces apart from what page views are drawn from. */
const STREAM_OF_TRACES = 0x7ace;

export interface SampledTrace {
  readonly traceId: string;
  /** As in https://www.w3.org/TR/trace-context/, with the sampled flag. */
  readonly traceparent: string;
}

/**
 * A trace for the given share of requests, undefined for the others. Seeded by the request, so that the
 * same share of the same traffic is traced in every run; the ids are the run's own.
 */
export function traceOf(
  share: number,
  { seed, stream, number }: { seed: number; stream: number; number: number },
  widget: number,
  runId: string,
): SampledTrace | undefined {
  if (share <= 0) return undefined;
  const random = randomOf(seed ^ STREAM_OF_TRACES, stream, number * 8 + widget);
  if (random() >= share) return undefined;
  const traceId = runId + hex8(random()) + hex8(random()) + hex8(random());
  return { traceId, traceparent: `00-${traceId}-${hex8(random())}${hex8(random())}-01` };
}

/** Never all noughts, which no id may be. */
function hex8(random: number): string {
  return (1 + Math.floor(random * 0xffff_fffe)).toString(16).padStart(8, '0');
}
