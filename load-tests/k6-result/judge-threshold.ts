import type { K6Metric } from './read-k6-data.ts';
import type { JudgedObjective } from './result.ts';

/** A threshold that k6 judges, with the name that it is printed under. */
export interface K6Threshold {
  readonly name: string;
  readonly kind: JudgedObjective['kind'];
  /** As in `request_duration{phase:steady}`. */
  readonly metric: string;
  /** As in `p(99)<250`. */
  readonly test: string;
}

/** A threshold as k6 judged it. k6 passes a threshold without samples; here it is missed. */
export function judgeThreshold(
  { name, kind, test }: K6Threshold,
  found: K6Metric | undefined,
): JudgedObjective {
  const met = found?.thresholds?.[test]?.ok === true && hasSamples(found);
  return { name, kind, met, limit: limitOf(test), seen: seenOf(test, found) };
}

function hasSamples({ values }: K6Metric): boolean {
  if (values['passes'] !== undefined) return values['passes'] + (values['fails'] ?? 0) > 0;
  return values['count'] !== 0;
}

const COMPARISON = /^(.*?)(>=|<=|<|>)(.*)$/;

function limitOf(test: string): string {
  const [, what = test, how = '', limit = ''] = COMPARISON.exec(test) ?? [];
  return what === 'rate' ? `${Number(limit) * 100} %` : `${how} ${limit}${unitOf(what)}`;
}

function seenOf(test: string, found: K6Metric | undefined): string {
  const what = COMPARISON.exec(test)?.[1] ?? test;
  const value = found?.values[what];
  if (found === undefined || value === undefined || !hasSamples(found)) return 'no samples';
  if (what === 'rate') return `${Number((value * 100).toFixed(3))} %`;
  return `${Number(value.toFixed(2))}${unitOf(what)}`;
}

function unitOf(what: string): string {
  return what === 'count' ? '' : ' ms';
}
