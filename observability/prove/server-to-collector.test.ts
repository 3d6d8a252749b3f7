import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { spawnObservedServer } from '../../test/support/spawn-server.ts';
import { type OtlpSpan, spansIn } from './otlp.ts';
import { startCollector } from './start-collector.ts';

const GOOD_TRACES_PERCENT = 20;
const HITS = 600;

interface Answer {
  readonly status: number;
  readonly traceId: string;
  readonly cacheStatus: string;
}

describe('the real Collector with the traces of a running server', () => {
  let emulator: Emulator;
  let kept: readonly OtlpSpan[];
  const answers: Answer[] = [];

  const tracesOf = (spans: readonly OtlpSpan[]) => new Set(spans.map(({ traceId }) => traceId));
  const those = (which: (answer: Answer) => boolean) => answers.filter(which);

  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 5, sigma: 0 } });
    const collector = await startCollector({ goodTracesPercent: GOOD_TRACES_PERCENT });
    const server = await spawnObservedServer(emulator.origin, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
      OTEL_TRACES_SAMPLER: 'always_on',
      INSTANCE_TTL_SECONDS: '2',
    });
    const mint = (order: TokenOrder) => emulator.world.mintToken(order).token;
    async function ask(token: string): Promise<void> {
      const headers = { Authorization: token };
      const response = await fetch(`${server.origin}/api/get-instance`, { headers });
      await response.arrayBuffer();
      answers.push({
        status: response.status,
        traceId: /00-([0-9a-f]{32})/.exec(response.headers.get('Server-Timing') ?? '')?.[1] ?? '',
        cacheStatus: response.headers.get('Cache-Status') ?? '',
      });
    }
    const sites = Array.from({ length: 10 }, (_, instance) => instance + 1);
    const known = sites.map((instance) => mint({ kind: 'signed', instance }));

    // For each site: a miss, a request that waits for it, a hit, then a stale hit.
    await Promise.all([...known, ...known].map(ask));
    for (let n = 0; n < HITS; n += known.length) await Promise.all(known.map(ask));
    emulator.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
    for (let instance = 101; instance <= 105; instance++) {
      await ask(mint({ kind: 'signed', instance }));
    }
    emulator.world.faults.clear();
    for (const instance of sites) await ask(mint({ kind: 'opaque', instance, forged: true }));
    await pause(2_300);
    await Promise.all(known.map(ask));
    await pause(200);

    // The server exports the remaining spans when it ends.
    server.child.kill('SIGINT');
    await server.ended();
    const renewals = those(({ cacheStatus }) => /hit; ttl=-/.test(cacheStatus)).length;
    kept = spansIn(await collector.finish(answers.length + renewals));
    await collector.stop();
  }, 60_000);
  afterAll(() => emulator.close());

  test('keeps complete traces of all failures and refusals', () => {
    const failed = those(({ status }) => status >= 500);
    const refused = those(({ status }) => status === 401);
    expect([failed.length, refused.length]).toEqual([5, 10]);
    const namesOf = (id: string) =>
      kept.flatMap(({ traceId, name }) => (traceId === id ? [name] : [])).sort();
    for (const { traceId } of failed) {
      expect(namesOf(traceId)).toEqual([
        'GET /api/get-instance',
        'identity.verify',
        'instance_cache.get',
        'wix.app_token',
        'wix.get_app_instance',
      ]);
    }
    for (const { traceId } of refused) {
      expect(namesOf(traceId)).toEqual([
        'GET /api/get-instance',
        'identity.verify',
        'wix.token_info',
      ]);
    }
  });

  test('keeps the configured share of hits', () => {
    const hits = those(({ cacheStatus }) => /hit; ttl=\d/.test(cacheStatus));
    const ids = tracesOf(kept);
    const share = hits.filter(({ traceId }) => ids.has(traceId)).length / hits.length;
    expect(hits.length).toBeGreaterThanOrEqual(HITS);
    // Five standard deviations.
    expect(Math.abs(share - GOOD_TRACES_PERCENT / 100)).toBeLessThan(5 * Math.sqrt(0.16 / HITS));
  });

  test('keeps the targets of all links: from waiting requests and from revalidations', () => {
    const spanIds = new Set(kept.map(({ spanId }) => spanId));
    const linksOf = (spans: readonly OtlpSpan[]) =>
      spans.flatMap(({ links = [] }) => links as readonly { readonly spanId: string }[]);
    const renewals = kept.filter(({ name }) => name === 'instance_cache.refresh');
    const others = kept.filter(({ name }) => name !== 'instance_cache.refresh');
    expect(renewals).toHaveLength(10);
    expect(linksOf(renewals)).toHaveLength(10);
    expect(linksOf(others).length).toBeGreaterThan(0);
    expect(linksOf(kept).filter(({ spanId }) => !spanIds.has(spanId))).toEqual([]);
  });
});
