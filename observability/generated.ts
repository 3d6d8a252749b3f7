import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { dashboard } from './grafana/dashboard.ts';
import type { Minutes } from './prometheus/minutes.ts';
import { ruleGroups } from './prometheus/rules.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const DASHBOARD_FILE = at('grafana/dashboard.json');
export const RULES_FILE = at('prometheus/rules.yaml');

/** The generated files and their contents. */
export const generated = [
  { path: DASHBOARD_FILE, content: () => formatted(DASHBOARD_FILE, JSON.stringify(dashboard())) },
  { path: RULES_FILE, content: () => rulesFile() },
] as const;

/** The rules in Prometheus' file format. */
export function rulesFile(minutes?: Minutes): Promise<string> {
  const header =
    '# Generated from rules.ts and recording-rules.ts by `node observability/generate.ts`.\n';
  return formatted(
    RULES_FILE,
    header + stringify({ groups: ruleGroups(minutes) }, { lineWidth: 0 }),
  );
}

async function formatted(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
