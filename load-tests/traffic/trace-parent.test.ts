import { describe, expect, it } from 'vitest';
import { traceOf } from './trace-parent.ts';

const of = (share: number, number: number, widget = 0, runId = '0badcafe') =>
  traceOf(share, { seed: 1, stream: 1, number }, widget, runId);
const numbers = Array.from({ length: 20_000 }, (_, number) => number);

describe('traceparent', () => {
  it('is sampled, and in the form of W3C', () => {
    expect(of(1, 5)?.traceparent).toMatch(/^00-0badcafe[0-9a-f]{24}-[0-9a-f]{16}-01$/);
    expect(of(1, 5)?.traceparent).toContain(of(1, 5)?.traceId);
  });

  it('goes to the share of requests that it was told, and none of them for 0', () => {
    expect(numbers.filter((number) => of(0.01, number)).length / 20_000).toBeCloseTo(0.01, 2);
    expect(numbers.some((number) => of(0, number))).toBe(false);
  });

  it('is the same requests in every run, under ids of its own', () => {
    const traced = numbers.filter((number) => of(0.01, number));
    expect(numbers.filter((number) => of(0.01, number, 0, '00000001'))).toEqual(traced);
    const ids = numbers.flatMap((number) =>
      [0, 1, 5].map((widget) => of(1, number, widget)?.traceId),
    );
    expect(new Set(ids).size).toBe(60_000);
  });
});
