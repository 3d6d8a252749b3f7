import { describe, expect, it } from 'vitest';
import { isTraced, traceOf } from './trace-parent.ts';

const of = (number: number, widget = 0, runId = '0badcafe') =>
  traceOf({ seed: 1, stream: 1, number }, widget, runId);
const numbers = Array.from({ length: 20_000 }, (_, number) => number);

describe('a trace', () => {
  it('is sampled, and in the form of W3C', () => {
    expect(of(5).traceparent).toMatch(/^00-0badcafe[0-9a-f]{24}-[0-9a-f]{16}-01$/);
    expect(of(5).traceparent).toContain(of(5).traceId);
  });

  it.each([0, 0.01, 0.3, 1])('goes to a share of %d of the page views', (share) => {
    const traced = numbers.filter((number) => isTraced(share, number));
    expect(Math.abs(traced.length - share * numbers.length)).toBeLessThanOrEqual(1);
  });

  it('has an id that no other widget, page view or run has', () => {
    const ids = numbers.flatMap((number) => [0, 1, 5].map((widget) => of(number, widget).traceId));
    expect(new Set(ids).size).toBe(60_000);
    expect(of(5, 0, '00000001').traceId).not.toBe(of(5).traceId);
  });
});
