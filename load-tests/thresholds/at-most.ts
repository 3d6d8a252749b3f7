import type { JudgedObjective } from '../k6-result/result.ts';

/** The objective that a count stays within a limit. */
export function atMost(name: string, seen: number, limit: number): JudgedObjective {
  const rounded = Math.round(seen * 1000) / 1000;
  return { name, kind: 'count', limit: `<= ${limit}`, seen: String(rounded), met: seen <= limit };
}
