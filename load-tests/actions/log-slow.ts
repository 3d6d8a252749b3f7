import { slowLine, type SlowRequest } from '../k6-result/slowest.ts';

/** Virtual users share no memory: each says only what is slower than all that it has said before. */
let slowest = 0;

export function isSlowest(ms: number): boolean {
  return ms > slowest;
}

export function saySlow(request: SlowRequest): void {
  slowest = request.ms;
  console.log(slowLine(request));
}
