import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashboard } from './grafana/dashboard.ts';
import { ruleGroups } from './prometheus/rules.ts';

export interface Query {
  /** The place of the query, for the test's title. */
  readonly where: string;
  readonly promql: string;
}

export const RUNBOOK_FILE = fileURLToPath(new URL('RUNBOOK.md', import.meta.url));

/** The queries of the dashboard's panels, with `rateInterval` in place of Grafana's variable. */
export function dashboardQueries(rateInterval = '5m'): readonly Query[] {
  return (dashboard().panels ?? []).flatMap((panel) => {
    const targets = ('targets' in panel ? panel.targets : undefined) ?? [];
    return targets.map((target) => ({
      where: `dashboard: ${panel.title ?? ''}`,
      promql:
        (target as { expr?: string }).expr?.replaceAll('$__rate_interval', rateInterval) ?? '',
    }));
  });
}

/** The expressions of the rules, recording and alerting. */
export function ruleQueries(): readonly Query[] {
  return ruleGroups().flatMap(({ rules }) =>
    rules.map((rule) => ({
      where: `rule: ${'record' in rule ? rule.record : rule.alert}`,
      promql: rule.expr,
    })),
  );
}

/** The queries of the runbook: one per line of its `promql` blocks. */
export function runbookQueries(): readonly Query[] {
  const blocks = readFileSync(RUNBOOK_FILE, 'utf8').matchAll(/^```promql\n(.*?)^```/gms);
  return [...blocks].flatMap(([, block = '']) =>
    block
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((promql) => ({ where: 'runbook', promql })),
  );
}

/** The names of the recorded series. */
export function recorded(): ReadonlySet<string> {
  const rules = ruleGroups().flatMap((group) => group.rules);
  return new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
}

export function alertNames(): ReadonlySet<string> {
  const rules = ruleGroups().flatMap((group) => group.rules);
  return new Set(rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])));
}
