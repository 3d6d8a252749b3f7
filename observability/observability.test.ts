import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generated } from './generated.ts';
import { LABELS, METRIC, SERIES } from './metrics.ts';
import { namesInQuery } from './names-in-query.ts';
import { ruleGroups } from './prometheus/rules.ts';
import {
  alertNames,
  dashboardQueries,
  recorded,
  RUNBOOK_FILE,
  ruleQueries,
  runbookQueries,
} from './queries.ts';

test.each(generated)('$path is the output of `node observability/generate.ts`', async (file) => {
  expect(readFileSync(file.path, 'utf8')).toBe(await file.content());
});

describe('rules, dashboard and runbook', () => {
  const queries = [...dashboardQueries(), ...ruleQueries(), ...runbookQueries()];

  test('are all found', () => {
    expect(dashboardQueries().length).toBeGreaterThan(20);
    expect(ruleQueries().length).toBeGreaterThan(30);
    expect(runbookQueries().length).toBeGreaterThan(10);
  });

  test.each(queries)('$where: $promql reads existing series and labels only', ({ promql }) => {
    const { series, labels } = namesInQuery(promql);

    expect(series).not.toEqual([]);
    expect(series.filter((name) => !SERIES.has(name) && !recorded().has(name))).toEqual([]);
    expect(labels.filter((name) => !LABELS.has(name))).toEqual([]);
  });

  test('read every metric', () => {
    const read = new Set(queries.flatMap(({ promql }) => namesInQuery(promql).series));
    const unread = Object.values(METRIC).filter(
      (name) => ![name, `${name}_bucket`, `${name}_count`].some((series) => read.has(series)),
    );

    expect(unread).toEqual([]);
  });
});

test('promtool tests every alert, and reads existing series only', () => {
  const file = new URL('prometheus/rules.test.yaml', import.meta.url);
  const { tests } = parse(readFileSync(file, 'utf8')) as {
    tests: {
      input_series: { series: string }[];
      alert_rule_test: { alertname: string; exp_alerts: unknown[] }[];
    }[];
  };
  const named = tests.flatMap(({ input_series }) =>
    input_series.flatMap(({ series }) => namesInQuery(series).series),
  );
  const cases = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
  const firing = cases.filter(({ exp_alerts }) => exp_alerts.length > 0);
  const silent = cases.filter(({ exp_alerts }) => exp_alerts.length === 0);

  expect(named.filter((name) => !SERIES.has(name))).toEqual([]);
  expect(new Set(firing.map(({ alertname }) => alertname))).toEqual(alertNames());
  expect(new Set(silent.map(({ alertname }) => alertname))).toEqual(alertNames());
});

test('the runbook has exactly one section per alert', () => {
  const headings = readFileSync(RUNBOOK_FILE, 'utf8').matchAll(/^## (InstanceIdentity\w+)$/gm);

  expect(new Set(Array.from(headings, ([, name]) => name))).toEqual(alertNames());
});

test('each alert links to its section of the runbook', () => {
  for (const rule of ruleGroups().flatMap(({ rules }) => rules)) {
    if (!('alert' in rule)) continue;
    expect(rule.annotations.runbook_url).toBe(
      `observability/RUNBOOK.md#${rule.alert.toLowerCase()}`,
    );
  }
});
