import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashboard } from './grafana/dashboard.ts';
import { ruleGroups } from './prometheus/rules.ts';

export interface Query {
  /** Where it stands, for whoever has to mend it. */
  readonly where: string;
  readonly promql: string;
}

export const RUNBOOK_FILE = fileURLToPath(new URL('RUNBOOK.md', import.meta.url));

/** The queries of the dashboard's panels; Grafana's own variable becomes `rateInterval`. */
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

/** What the runbook says to ask Prometheus: one query a line, of its `promql` blocks. */
export function runbookQueries(): readonly Query[] {
  const blocks = readFileSync(RUNBOOK_FILE, 'utf8').matchAll(/^```promql\n(.*?)^```/gms);
  return [...blocks].flatMap(([, block = '']) =>
    block
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((promql) => ({ where: 'runbook', promql })),
  );
}

/** What the rules record, under its names. */
export function recorded(): ReadonlySet<string> {
  const rules = ruleGroups().flatMap((group) => group.rules);
  return new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
}

export function alertNames(): ReadonlySet<string> {
  const rules = ruleGroups().flatMap((group) => group.rules);
  return new Set(rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])));
}
