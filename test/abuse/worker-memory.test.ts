import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { readConfig } from '../../src/config.ts';

import { startWorker, type StartedWorker } from '../support/start-worker.ts';
import { IN_FULL } from './in-full.ts';

const MIB = 1024 * 1024;

/** An isolate has 128 MB for everything: half of it for full caches leaves room for the bundle and for requests. */
const FOR_CACHES = 64 * MIB;

const ENTRIES = IN_FULL ? 2_000 : 400;
const IN_FLIGHT = 25;

let emulator: Emulator;
let worker: StartedWorker;
beforeAll(async () => {
  emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
  worker = await startWorker(
    emulator.origin,
    { ...DEVELOPMENT_APP, LOG_LEVEL: 'silent' },
    { inspected: true },
  );
});
afterAll(async () => {
  await worker.close();
  await emulator.close();
});

/** Asks once with each token, and resolves to what each left on the heap, in bytes. */
async function heapPerEntry(orderOf: (n: number) => TokenOrder): Promise<number> {
  const before = await worker.heapBytes();
  for (let n = 0; n < ENTRIES; n += IN_FLIGHT) {
    await Promise.all(
      Array.from({ length: IN_FLIGHT }, async (_, i) => {
        const { token } = emulator.world.mintToken(orderOf(n + i));
        const response = await worker.send(
          new Request('http://app.example/api/get-instance', { headers: { Authorization: token } }),
        );
        expect(response.status).toBe(200);
      }),
    );
  }
  return ((await worker.heapBytes()) - before) / ENTRIES;
}

test('full caches of the default size take half of an isolate at the most', async () => {
  const { maxInstances, maxTokens } = readConfig(
    (name) => (DEVELOPMENT_APP as unknown as Record<string, string>)[name],
    'workers',
  );
  // So that neither of the two measurements holds what is made once.
  await heapPerEntry(() => ({ kind: 'opaque', instance: 0 }));
  const perToken = await heapPerEntry(() => ({ kind: 'opaque', instance: 0 }));
  const perInstance = await heapPerEntry((n) => ({ kind: 'signed', instance: 1 + n }));
  expect(perToken).toBeGreaterThan(100);
  expect(perInstance).toBeGreaterThan(500);
  expect(maxInstances * perInstance + maxTokens * perToken).toBeLessThan(FOR_CACHES);
});
