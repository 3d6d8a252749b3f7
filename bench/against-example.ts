import { startEmulator } from '../emulator/start-emulator.ts';
import { generateLoad } from '../test/support/generate-load.ts';
import { startEndpoint, startExample } from './servers.ts';

const VIEWS_PER_SECOND = 30;

export interface AgainstExample {
  readonly name: string;
  /** The share of views answered with 200. */
  readonly succeeded: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callsPerView: number;
}

/**
 * One site with 30 views a second, and Wix as it is: about 50 ms per call, and 200 calls a minute
 * per instance. Every view has a new token.
 */
export async function measureAgainstExample(seconds: number): Promise<AgainstExample[]> {
  const results: AgainstExample[] = [];
  for (const [name, start] of [
    ['the documented example', startExample],
    ['this endpoint', startEndpoint],
  ] as const) {
    const emulator = await startEmulator();
    try {
      const { url } = await start(emulator.origin);
      const tokens = Array.from(
        { length: seconds * VIEWS_PER_SECOND },
        () => emulator.world.mintToken({ kind: 'opaque', instance: 1 }).token,
      );
      const load = await generateLoad({ url, tokens, ratePerSecond: VIEWS_PER_SECOND });
      const { totals } = emulator.world.calls.report();
      const calls = Object.values(totals).reduce((sum, count) => sum + count, 0);
      results.push({
        name,
        succeeded: (load.statuses[200] ?? 0) / tokens.length,
        p50Ms: load.p50Ms,
        p99Ms: load.p99Ms,
        callsPerView: calls / tokens.length,
      });
    } finally {
      await emulator.close();
    }
  }
  return results;
}
