import execution from 'k6/execution';
import { slowLine, type SlowRequest } from '../slowest.ts';

/** Virtual users share no memory: each says only what is slower than all that it has said before. */
let slowest = 0;

export function isSlowest(ms: number): boolean {
  return ms > slowest;
}

export function saySlow(request: Omit<SlowRequest, 'phase'>): void {
  slowest = request.ms;
  const { phase } = execution.vu.metrics.tags;
  console.log(slowLine({ ...request, phase: String(phase ?? '') }));
}
