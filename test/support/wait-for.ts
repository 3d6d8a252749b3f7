import { vi } from 'vitest';

/** Retries an assertion at short intervals, with enough time for a busy machine. */
export function waitFor(expectation: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(expectation, { interval: 5, timeout: 8_000 });
}
