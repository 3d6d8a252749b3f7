import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Git ignores it. */
const RESULTS = 'load-tests/results';

/** What a run reads again or adds to: of an earlier run in the same folder it would be taken for its own. */
const OWN = ['k6.json', 'console.log', 'k6.log', 'server.log'];

/** Makes the folder for a run's results: the one asked for, or one that says when and what. */
export function makeResultsFolder(name: string, startedAt: Date, asked?: string): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const folder = resolve(asked ?? join(RESULTS, `${time}-${name}`));
  mkdirSync(folder, { recursive: true });
  for (const file of OWN) rmSync(join(folder, file), { force: true });
  return folder;
}
