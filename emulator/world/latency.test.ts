import { describe, expect, test } from 'vitest';

import { drawLatencyMs, REALISTIC_LATENCY } from './latency.ts';

/** 10,000 draws over an even grid of both random numbers, sorted. */
function draws(): number[] {
  return Array.from({ length: 10_000 }, (_, i) => {
    const pair = [(Math.floor(i / 100) + 0.5) / 100, ((i % 100) + 0.5) / 100];
    return drawLatencyMs(REALISTIC_LATENCY, () => pair.shift() ?? 0);
  }).sort((a, b) => a - b);
}

describe('latency', () => {
  test('is log-normal: 40 ms in the middle, about 128 ms at the 99th percentile', () => {
    const sorted = draws();
    expect(sorted[5_000]).toBeCloseTo(40, 0);
    expect(sorted[9_900]).toBeGreaterThan(115);
    expect(sorted[9_900]).toBeLessThan(140);
  });

  test('is 0 at a median of 0', () => {
    expect(drawLatencyMs({ medianMs: 0, sigma: 0.5 }, Math.random)).toBe(0);
  });

  test('is finite when randomness returns 0', () => {
    expect(drawLatencyMs(REALISTIC_LATENCY, () => 0)).toBe(40);
  });
});
