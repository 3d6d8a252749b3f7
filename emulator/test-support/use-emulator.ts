import { afterAll, beforeAll, beforeEach } from 'vitest';

import { startEmulator, type Emulator } from '../start-emulator.ts';

/** 2026-11-23T12:00:00Z. The fake clock starts here in every test. */
export const NOON = Date.UTC(2026, 10, 23, 12);

export interface EmulatorUnderTest extends Pick<Emulator, 'origin' | 'world'> {
  /** Epoch ms. Tests set it. */
  now: number;
  /** The method defaults to POST with a JSON body, and to GET without. */
  call(
    path: string,
    options?: { method?: string; json?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  /** Returns the body. Throws unless the status is 200. */
  ask(path: string, options?: { method?: string; json?: unknown }): ReturnType<Response['json']>;
}

/** One emulator per test file: no latency, a fake clock, and a reset before each test. */
export function useEmulator(): EmulatorUnderTest {
  let emulator: Emulator;
  const under: EmulatorUnderTest = {
    now: NOON,
    get origin() {
      return emulator.origin;
    },
    get world() {
      return emulator.world;
    },
    call(path, { method, json, headers } = {}) {
      return fetch(emulator.origin + path, {
        method: method ?? (json === undefined ? 'GET' : 'POST'),
        redirect: 'manual',
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
    },
    async ask(path, options) {
      const response = await under.call(path, options);
      if (response.status !== 200)
        throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return response.json();
    },
  };
  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 }, clock: () => under.now });
  });
  beforeEach(() => {
    under.now = NOON;
    emulator.world.reset();
  });
  afterAll(() => emulator.close());
  return under;
}
