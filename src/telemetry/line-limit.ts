import type { Clock } from '../resilience/clock.ts';

const WINDOW_MS = 60_000;

/** More different lines than this come from a fault that repeats itself. */
const MAX_LINES = 20;

/** Whether a line may be written: not the same twice a minute, whatever the numbers in it, and 20 in all. */
export function createLineLimit(clock: Clock): (line: string) => boolean {
  let sinceMs = Number.NEGATIVE_INFINITY;
  const written = new Set<string>();

  return function isAllowed(line) {
    const nowMs = clock.monotonicMs();
    if (nowMs - sinceMs >= WINDOW_MS) {
      sinceMs = nowMs;
      written.clear();
    }
    const key = line.replace(/\d+/g, '0');
    if (written.has(key) || written.size >= MAX_LINES) return false;
    written.add(key);
    return true;
  };
}
