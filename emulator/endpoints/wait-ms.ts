import { setTimeout as sleep } from 'node:timers/promises';

/** Waits without keeping the process alive, and not at all for 0 ms. */
export async function waitMs(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { ref: false });
}
