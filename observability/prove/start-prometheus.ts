import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../scripts/free-port.ts';
import { spawnProcess } from '../../test/support/spawn-process.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { rulesFile } from '../generated.ts';
import { shortMinutes } from '../prometheus/minutes.ts';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Alert {
  readonly name: string;
  readonly severity: string;
  readonly state: 'pending' | 'firing';
}

export interface RunningPrometheus {
  /** The current result of a query. */
  query(promql: string): Promise<readonly Sample[]>;
  alerts(): Promise<readonly Alert[]>;
  /** The rules that failed to evaluate, by name. */
  brokenRules(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** The `host:port` that it scrapes at /metrics, four times a second. */
  readonly targets: readonly string[];
  /** The duration of one minute of the rules. */
  readonly secondsPerMinute: number;
}

/** Runs the real Prometheus with the real rules, in accelerated time. */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const rules = await rulesFile(shortMinutes(options.secondsPerMinute));
  // Rule groups are evaluated as often as a sample arrives.
  writeFileSync(join(folder, 'rules.yaml'), rules.replaceAll(/interval: \w+/g, 'interval: 250ms'));
  const job = { job_name: 'instance-identity', honor_labels: true };
  writeFileSync(
    join(folder, 'prometheus.yaml'),
    stringify({
      global: { scrape_interval: '250ms', scrape_timeout: '250ms' },
      rule_files: ['rules.yaml'],
      scrape_configs: [{ ...job, static_configs: [{ targets: options.targets }] }],
    }),
  );
  const prometheus = spawnProcess(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    {},
  );
  const origin = `http://127.0.0.1:${port}`;
  await waitFor(async () => {
    if (prometheus.child.exitCode !== null) throw new Error(prometheus.output());
    if (!(await fetch(`${origin}/-/ready`)).ok) throw new Error('not ready');
  });

  async function get<Data>(path: string): Promise<Data> {
    const answer = (await (await fetch(origin + path)).json()) as { data?: Data; error?: string };
    if (!answer.data) throw new Error(`${path}: ${answer.error ?? 'no data'}`);
    return answer.data;
  }

  return {
    async query(promql) {
      const { result } = await get<{
        result: readonly { metric: Record<string, string>; value: [number, string] }[];
      }>(`/api/v1/query?query=${encodeURIComponent(promql)}`);
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    async alerts() {
      const { alerts } = await get<{
        alerts: readonly { labels: Record<string, string>; state: Alert['state'] }[];
      }>('/api/v1/alerts');
      return alerts.map(({ labels, state }) => ({
        name: labels['alertname'] ?? '',
        severity: labels['severity'] ?? '',
        state,
      }));
    },
    async brokenRules() {
      const { groups } = await get<{
        groups: readonly { rules: readonly { name: string; health: string }[] }[];
      }>('/api/v1/rules');
      const all = groups.flatMap((group) => group.rules);
      return all.filter(({ health }) => health !== 'ok').map(({ name }) => name);
    },
    async stop() {
      prometheus.child.kill('SIGTERM');
      await prometheus.ended();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
