import type { Clock } from '../resilience/clock.ts';

const WINDOW_MS = 60_000;

/** A higher number of different lines indicates a repeating fault. */
const MAX_LINES = 20;

/** Allows 20 lines a minute, each only once. Lines that differ only in numbers count as the same line. */
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
