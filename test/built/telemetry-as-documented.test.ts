import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TokenOrder } from '../../emulator/tokens/mint-token.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { spawnObservedServer } from '../support/spawn-server.ts';

type Names = Record<string, string[]>;

/** The table under this heading: for each name in its first column, the names in its last. */
function tableOf(firstHeading: string): Names {
  const lines = readFileSync('docs/telemetry.md', 'utf8').split('\n');
  const from = lines.findIndex((line) => new RegExp(`^\\| ${firstHeading} +\\|`).test(line));
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'));
  const rows = lines.slice(from + 2, from + length).map((line) => line.split('|').slice(1, -1));
  const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(
    rows.flatMap((cells) => names(cells[0]).map((name) => [name, names(cells.at(-1)).sort()])),
  );
}

/** What each was seen with, of all that carry the same name. */
function union(seen: readonly { name: string; keys: readonly string[] }[]): Names {
  const all = new Map<string, Set<string>>();
  for (const { name, keys } of seen) {
    const known = all.get(name) ?? new Set();
    for (const key of keys) known.add(key);
    all.set(name, known);
  }
  return Object.fromEntries([...all].map(([name, keys]) => [name, [...keys].sort()]));
}

describe('docs/telemetry.md', () => {
  let emulator: Emulator;
  let receiver: OtlpReceiver;
  let server: Awaited<ReturnType<typeof spawnObservedServer>>;

  const mint = (order: TokenOrder) => emulator.world.mintToken(order).token;
  const signed = (instance: number) => mint({ kind: 'signed', instance });

  async function ask(token?: string): Promise<number> {
    const headers = token === undefined ? {} : { Authorization: token };
    const response = await fetch(`${server.origin}/api/get-instance`, { headers });
    await response.arrayBuffer();
    return response.status;
  }

  /** Every outcome once: what a table does not name can then be seen, and what is not there any more. */
  beforeAll(async () => {
    emulator = await startEmulator({ latency: { medianMs: 5, sigma: 0 } });
    receiver = await startOtlpReceiver();
    server = await spawnObservedServer(emulator.origin, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '100',
      INSTANCE_TTL_SECONDS: '1',
      TOKEN_TTL_SECONDS: '1',
    });
    const known = mint({ kind: 'opaque', instance: 1 });
    expect(await ask(known)).toBe(200);
    expect(await ask(known)).toBe(200);
    expect(await ask(mint({ kind: 'opaque', forged: true }))).toBe(401);
    expect(await ask()).toBe(401);
    expect(await Promise.all([ask(signed(2)), ask(signed(2))])).toEqual([200, 200]);
    emulator.world.instances.remove(3);
    expect(await ask(signed(3))).toBe(404);
    expect(await ask(signed(3))).toBe(404);
    emulator.world.faults.set('get_app_instance', { mode: 'status', status: 503 });
    expect(await ask(signed(4))).toBe(502);
    emulator.world.faults.set('token_info', { mode: 'status', status: 503 });
    expect(await ask(mint({ kind: 'opaque', instance: 4 }))).toBe(502);
    await pause(1_200);
    // Wix cannot be called about its token, and its last yes counts.
    expect(await ask(known)).toBe(200);
    emulator.world.faults.set('token_info', { mode: 'reset' });
    expect(await ask(mint({ kind: 'opaque', instance: 4 }))).toBe(502);
    emulator.world.faults.clear();
    emulator.world.faults.set('app_token', { mode: 'reset' });
    expect(await ask(signed(5))).toBe(502);
    emulator.world.faults.clear();
    emulator.world.faults.set('get_app_instance', { mode: 'reset' });
    expect(await ask(signed(6))).toBe(502);
    emulator.world.faults.clear();
    await pause(1_200);
    expect(await ask(known)).toBe(200);
    await vi.waitFor(
      () => {
        expect(receiver.spans().map(({ name }) => name)).toContain('instance_cache.refresh');
        expect(valuesOf('instance_identity.cache.lookups', 'outcome')).toContain('stale');
      },
      { timeout: 5_000 },
    );
    await pause(300);
  });
  afterAll(async () => {
    await server.kill();
    await receiver.close();
    await emulator.close();
  });

  const valuesOf = (metric: string, label: string) => [
    ...new Set((receiver.metrics()[metric] ?? []).map(({ attributes }) => attributes[label])),
  ];

  test('names the spans that there are, with all their attributes and no others', () => {
    const seen = receiver.spans().map(({ name, attributes }) => ({
      name,
      keys: Object.keys(attributes),
    }));
    expect(union(seen)).toEqual(tableOf('span'));
  });

  test('names the metrics that there are, with all their labels and no others', () => {
    const seen = Object.entries(receiver.metrics()).flatMap(([name, points]) =>
      points.map(({ attributes }) => ({ name, keys: Object.keys(attributes) })),
    );
    expect(union(seen)).toEqual(tableOf('metric'));
  });

  test('names their values', () => {
    const points = Object.values(receiver.metrics()).flat();
    for (const [label, documented] of Object.entries(tableOf('attribute or label'))) {
      const all = [...receiver.spans(), ...points].map(({ attributes }) => attributes[label]);
      const seen = new Set(all.filter((value) => value !== undefined));
      expect([...seen].sort(), label).toEqual(documented);
    }
    expect(valuesOf('instance_identity.verifications', 'outcome')).toContain('verified');
  });
});
