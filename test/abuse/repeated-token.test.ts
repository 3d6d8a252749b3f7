import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { generateLoad } from '../support/generate-load.ts';
import { spawnServer } from '../support/spawn-server.ts';
import { useFrontDoor } from '../support/use-front-door.ts';
import { IN_FULL } from './in-full.ts';

describe('the same forged token, repeated', () => {
  describe('at the built server', () => {
    const REQUESTS = 10_000;
    let emulator: Emulator;

    beforeAll(async () => {
      emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
    });
    afterAll(() => emulator.close());

    test('10,000 times at full speed: one token-info', async () => {
      const server = await spawnServer(emulator.origin);
      try {
        const { token } = emulator.world.mintToken({ kind: 'opaque', forged: true });
        const { statuses, errors, seconds } = await generateLoad({
          url: `${server.origin}/api/get-instance`,
          tokens: Array.from({ length: REQUESTS }, () => token),
          inFlight: 50,
        });
        const { totals } = emulator.world.calls.report();
        console.log(
          `abuse: repeated token: ${REQUESTS} in ${seconds.toFixed(1)} s ` +
            `(${Math.round(REQUESTS / seconds)}/s), ${totals.token_info} token-info`,
        );
        expect({ statuses, errors }).toEqual({ statuses: { 401: REQUESTS }, errors: {} });
        // Otherwise the run would have spanned more than one TTL.
        expect(seconds).toBeLessThan(30);
        expect(totals).toEqual({ token_info: 1, app_token: 0, get_app_instance: 0 });
      } finally {
        await server.kill();
      }
    });
  });

  describe('for five minutes', () => {
    const REQUESTS = IN_FULL ? 10_000 : 1_000;
    const LASTS_MS = 300_000;
    const REMEMBERED_MS = 30_000;
    const door = useFrontDoor('node');

    test('one token-info per 30 s', async () => {
      const token = door.mint({ kind: 'opaque', forged: true });
      const startedAt = door.now();
      const askedAt: number[] = [];
      for (let n = 0; n < REQUESTS; n++) {
        const { status } = await door.ask({ token });
        expect(status).toBe(401);
        if (door.calls()[0] > askedAt.length) askedAt.push(door.now() - startedAt);
        await door.advance(LASTS_MS / REQUESTS);
      }
      console.log(
        `abuse: repeated token: ${REQUESTS} in five minutes, token-info after ` +
          `${askedAt.map((ms) => ms / 1000).join(', ')} s`,
      );
      const windows = Array.from({ length: LASTS_MS / REMEMBERED_MS }, (_, n) => n * REMEMBERED_MS);
      expect(askedAt).toEqual(windows);
      expect(door.calls()).toEqual([windows.length, 0, 0]);
    });
  });
});
