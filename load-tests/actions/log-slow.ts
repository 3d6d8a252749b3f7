import { type SlowRequest, slowLine, traceIn } from '../k6-result/slowest.ts';

/** Virtual users share no memory: each logs only requests that are slower than all that it logged before. */
let slowest = 0;

/** Logs a request with the trace that the server names in `Server-Timing`, if it is this virtual user's slowest. */
export function logIfSlowest(
  request: Pick<SlowRequest, 'ms' | 'phase' | 'outcome'>,
  serverTiming: string | undefined,
): void {
  if (request.ms <= slowest) return;
  const trace = traceIn(serverTiming);
  if (!trace) return;
  slowest = request.ms;
  console.log(slowLine({ ...request, ...trace }));
}

/** A cheap first look, so that the caller builds nothing for the other requests. */
export function isSlowest(ms: number): boolean {
  return ms > slowest;
}
