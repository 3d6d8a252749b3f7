import { randomOf } from './random.ts';

/** Keeps what is drawn for traces apart from what page views are drawn from. */
const STREAM_OF_TRACES = 0x7ace;

export interface SampledTrace {
  readonly traceId: string;
  /** As in https://www.w3.org/TR/trace-context/, with the sampled flag. */
  readonly traceparent: string;
}

/** Whether the requests of a page view are traced: evenly spread, so that every run of a seed traces the same ones. */
export function isTraced(share: number, number: number): boolean {
  return Math.floor((number + 1) * share) > Math.floor(number * share);
}

/** The trace of one widget of a page view. `runId` is eight hex digits, so that no two runs share an id. */
export function traceOf(
  { seed, stream, number }: { seed: number; stream: number; number: number },
  widget: number,
  runId: string,
): SampledTrace {
  const random = randomOf(seed ^ STREAM_OF_TRACES, stream, number * 8 + widget);
  const traceId = runId + hex8(random()) + hex8(random()) + hex8(random());
  return { traceId, traceparent: `00-${traceId}-${hex8(random())}${hex8(random())}-01` };
}

/** Never all noughts, which no id may be. */
function hex8(random: number): string {
  return (1 + Math.floor(random * 0xffff_fffe)).toString(16).padStart(8, '0');
}
