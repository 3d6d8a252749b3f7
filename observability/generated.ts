import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { dashboard } from './grafana/dashboard.ts';
import type { Minutes } from './prometheus/minutes.ts';
import { ruleGroups } from './prometheus/rules.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const DASHBOARD_FILE = at('grafana/dashboard.json');
export const RULES_FILE = at('prometheus/rules.yaml');

/** The files that are made, and what has to be in them. */
export const generated = [
  { path: DASHBOARD_FILE, content: () => formatted(DASHBOARD_FILE, JSON.stringify(dashboard())) },
  { path: RULES_FILE, content: () => rulesFile() },
] as const;

/** The rules as a file for Prometheus. */
export function rulesFile(minutes?: Minutes): Promise<string> {
  const says = '# Made of rules.ts and recording-rules.ts by `node observability/generate.ts`.\n';
  return formatted(RULES_FILE, says + stringify({ groups: ruleGroups(minutes) }, { lineWidth: 0 }));
}

async function formatted(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
