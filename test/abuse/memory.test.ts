import { expect, test } from 'vitest';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { startEmulator } from '../../emulator/start-emulator.ts';
import { generateLoad } from '../support/generate-load.ts';
import { spawnMeteredServer } from '../support/spawn-server.ts';
import { IN_FULL } from './in-full.ts';

const SCALE = IN_FULL ? 1 : 1 / 100;
const TOKENS = 1_000_000 * SCALE;
const INSTANCES = 200_000 * SCALE;
/** Small enough to fill each store several times; in the short form, to make a leak visible. */
const MAX_TOKENS = IN_FULL ? 50_000 : 200;
const MAX_INSTANCES = IN_FULL ? 50_000 : 200;

const FIFTHS = 5;
/** The kinds of a fifth's tokens. By the third fifth, every store has had more entries than it holds. */
const FORGED = (0.4 * TOKENS) / FIFTHS;
const OPAQUE = (0.1 * TOKENS) / FIFTHS;
const SIGNED = (0.5 * TOKENS) / FIFTHS;
const NEW_INSTANCES = INSTANCES / FIFTHS;
const FULL_AFTER = 3;

/** The variation between garbage collections. */
const NOISE_BYTES = 3_000_000;
/** The process itself, plus full stores: two for tokens, and all stores for instances. */
const AT_MOST_BYTES = 60_000_000 + MAX_TOKENS * 2 * 500 + MAX_INSTANCES * 5_000;

/** Most of the time is spent on Wix's answers, of which there are 900,000 in the full form. */
const TIMEOUT_MS = IN_FULL ? 1_800_000 : 60_000;

/** Tokens per message to the generator, which are in this process's memory at one time. */
const BATCH = 20_000;

test(
  `memory stops growing once the stores are full, with ${TOKENS} tokens and ${INSTANCES} instances`,
  async () => {
    const emulator = await startEmulator({ latency: { medianMs: 0, sigma: 0 } });
    const { world } = emulator;
    const server = await spawnMeteredServer(emulator.origin, {
      TOKEN_CACHE_MAX_ENTRIES: String(MAX_TOKENS),
      INSTANCE_CACHE_MAX_ENTRIES: String(MAX_INSTANCES),
    });
    const statuses: Record<string, number> = {};
    let seconds = 0;

    async function visit(count: number, order: (n: number) => TokenOrder): Promise<void> {
      for (let from = 0; from < count; from += BATCH) {
        const result = await generateLoad({
          url: `${server.origin}/api/get-instance`,
          tokens: Array.from(
            { length: Math.min(BATCH, count - from) },
            (_, n) => world.mintToken(order(from + n)).token,
          ),
          inFlight: 50,
        });
        expect(result.errors).toEqual({});
        seconds += result.seconds;
        for (const [status, times] of Object.entries(result.statuses)) {
          statuses[status] = (statuses[status] ?? 0) + times;
        }
      }
    }

    try {
      const heapBytes: number[] = [];
      const rssBytes: number[] = [];
      const measure = async () => {
        const measured = await server.measure({ collectGarbage: true });
        heapBytes.push(measured.heapBytes);
        rssBytes.push(measured.rssBytes);
      };
      await measure();
      for (let fifth = 0; fifth < FIFTHS; fifth++) {
        // Each token gets a new instance of this fifth, and the instances repeat once all were used.
        const instance = (n: number) => fifth * NEW_INSTANCES + (n % NEW_INSTANCES);
        await visit(SIGNED, (n) => ({ kind: 'signed', instance: instance(n) }));
        // Opaque tokens are cached from their first use on, signed ones from their second.
        await visit(OPAQUE, (n) => ({ kind: 'opaque', instance: instance(n % 100) }));
        await visit(FORGED, () => ({ kind: 'opaque', forged: true }));
        // Frees the emulator's memory.
        world.calls.clear();
        world.rateLimit.clear();
        await measure();
      }

      const inMb = (bytes: readonly number[]) => bytes.map((n) => (n / 1e6).toFixed(1)).join(', ');
      console.log(
        `abuse: memory: ${TOKENS} tokens and ${INSTANCES} instances in ${seconds.toFixed(0)} s; heap at the start ` +
          `and after each fifth ${inMb(heapBytes)} MB, resident ${inMb(rssBytes)} MB`,
      );
      expect(statuses).toEqual({ 200: (SIGNED + OPAQUE) * FIFTHS, 401: FORGED * FIFTHS });
      const full = heapBytes[FULL_AFTER] ?? 0;
      const last = heapBytes[FIFTHS] ?? Infinity;
      expect(last - full).toBeLessThan(Math.max(0.1 * full, NOISE_BYTES));
      expect(last).toBeLessThan(AT_MOST_BYTES);
    } finally {
      await server.kill();
      await emulator.close();
    }
  },
  TIMEOUT_MS,
);
