import { vi } from 'vitest';

/** Waits for what is about to be true: often looked at, and with time enough for a busy machine. */
export function waitFor(expectation: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(expectation, { interval: 5, timeout: 8_000 });
}
