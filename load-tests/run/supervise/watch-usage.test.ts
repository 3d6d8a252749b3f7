import { describe, expect, test } from 'vitest';
import { summarizeUsage } from './watch-usage.ts';

const sample = (at: number, cpuMicros: number, mib = 100, heap?: number) => ({
  at,
  cpuMicros,
  rssBytes: mib,
  ...(heap !== undefined && { heapBytes: heap }),
});

describe('the samples of a process', () => {
  test('add up to its share of a core and its busiest interval', () => {
    const report = summarizeUsage([
      sample(0, 5_000_000),
      sample(1_000, 5_200_000),
      sample(2_000, 6_000_000),
      // Too short to be an interval.
      sample(2_010, 6_009_000),
    ]);
    expect(report?.cpuMicros).toBe(1_009_000);
    expect(report?.cpuShare).toBeCloseTo(0.502);
    expect(report?.cpuSharePeak).toBeCloseTo(0.8);
  });

  test('add up across a restart', () => {
    const report = summarizeUsage([
      sample(0, 900_000),
      sample(1_000, 1_000_000),
      sample(2_000, 300_000),
    ]);
    expect(report?.cpuMicros).toBe(400_000);
  });

  test('show the held heap by what garbage collection leaves', () => {
    const heap = [50, 90, 52, 95, 60, 99, 70, 71, 98];
    const report = summarizeUsage(heap.map((held, at) => sample(at * 1_000, at, 100 + at, held)));
    expect(report?.heapBytes).toEqual({ early: 50, late: 70, max: 99 });
    expect(report?.rssBytes).toEqual({ first: 100, last: 108, max: 108 });
  });

  test('show nothing when there is only one', () => {
    expect(summarizeUsage([sample(0, 1)])).toBeUndefined();
  });
});
