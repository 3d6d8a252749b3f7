import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdtempSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { everyMetric, sendMetrics } from './every-metric.ts';
import { testThatQueriesReturnData } from './returns-data.ts';
import { type RunningCollector, startCollector } from './start-collector.ts';
import { type RunningPrometheus, startPrometheus } from './start-prometheus.ts';

const FOLDER = fileURLToPath(new URL('../prometheus/', import.meta.url));

function promtool(args: readonly string[], cwd = FOLDER) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('promtool', () => {
  test('accepts the configuration and the rules', () => {
    const { status, output } = promtool(['check', 'config', 'prometheus.yaml']);

    expect(output).toContain('rules found');
    expect(status, output).toBe(0);
  });

  test('confirms that only the expected alerts fire', () => {
    const { status, output } = promtool(['test', 'rules', 'rules.test.yaml']);

    expect(output).toContain('SUCCESS');
    expect(status, output).toBe(0);
  });

  test('detects an alert with a wrong threshold', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    const rules = readFileSync(join(FOLDER, 'rules.yaml'), 'utf8');
    writeFileSync(join(folder, 'rules.yaml'), rules.replaceAll('0.0144', '0.144'));
    copyFileSync(join(FOLDER, 'rules.test.yaml'), join(folder, 'rules.test.yaml'));

    const { status, output } = promtool(['test', 'rules', 'rules.test.yaml'], folder);

    expect(output).toContain('InstanceIdentityFailing');
    expect(status).not.toBe(0);
  });
});

describe('the real Prometheus with the real Collector', () => {
  let collector: RunningCollector;
  let prometheus: RunningPrometheus;
  let sending: NodeJS.Timeout;

  beforeAll(async () => {
    collector = await startCollector();
    const target = new URL(collector.metricsUrl).host;
    prometheus = await startPrometheus({ targets: [target], secondsPerMinute: 1 });
    let rounds = 0;
    await sendMetrics(collector.origin, everyMetric(rounds));
    sending = setInterval(() => {
      rounds += 10;
      void sendMetrics(collector.origin, everyMetric(rounds)).catch(() => undefined);
    }, 200);
    await vi.waitFor(
      async () =>
        expect(await prometheus.query('instance_identity:hits:rate6h > 0')).not.toEqual([]),
      { timeout: 15_000, interval: 200 },
    );
  }, 60_000);

  afterAll(async () => {
    clearInterval(sending);
    await prometheus.stop();
    await collector.stop();
  });

  testThatQueriesReturnData({
    prometheus: () => prometheus,
    rateInterval: '4s',
    timeoutMs: 8_000,
  });

  test('evaluates every rule', async () => {
    await vi.waitFor(async () => expect(await prometheus.brokenRules()).toEqual([]), 8_000);
  });

  test('fires only the alerts that these metrics call for', async () => {
    await vi.waitFor(
      async () => {
        const firing = (await prometheus.alerts()).filter(({ state }) => state === 'firing');
        expect([...new Set(firing.map(({ name }) => name))].sort()).toEqual([
          'InstanceIdentityCircuitOpen',
          'InstanceIdentityFailing',
          'InstanceIdentityHitsSlow',
          'InstanceIdentitySlow',
          'InstanceIdentityThrottledByWix',
        ]);
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  test('fires InstanceIdentitySilent when no more metrics arrive', async () => {
    clearInterval(sending);
    await collector.stop();

    await vi.waitFor(
      async () =>
        expect((await prometheus.alerts()).map(({ name }) => name)).toContain(
          'InstanceIdentitySilent',
        ),
      { timeout: 20_000, interval: 200 },
    );
  });
});
