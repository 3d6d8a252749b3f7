import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchHeldHeap } from './watch-held-heap.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the held heap', () => {
  test('is measured after 40 % of the run and at its end', async () => {
    let heapBytes = 10;
    const heap = watchHeldHeap(() => Promise.resolve({ heapBytes }), 100);
    await vi.advanceTimersByTimeAsync(40_000);
    heapBytes = 12;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await heap.stop()).toEqual({ early: 10, late: 12 });
  });

  test('is unknown when the run ends earlier, or the server does not answer', async () => {
    const ended = watchHeldHeap(() => Promise.resolve({ heapBytes: 10 }), 100);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await ended.stop()).toBeUndefined();
    const mute = watchHeldHeap(() => Promise.resolve(undefined), 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await mute.stop()).toBeUndefined();
  });
});
