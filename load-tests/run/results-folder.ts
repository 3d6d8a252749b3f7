import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Git ignores it. */
const RESULTS = 'load-tests/results';

/** Files that a run reads or appends to. Those of an earlier run in the same folder must go first. */
const OWN = ['k6.json', 'console.log', 'k6.log', 'server.log'];

/** Creates the folder for a run's results: the given one, or one named after time and profile. */
export function makeResultsFolder(name: string, startedAt: Date, given?: string): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const folder = resolve(given ?? join(RESULTS, `${time}-${name}`));
  mkdirSync(folder, { recursive: true });
  for (const file of OWN) rmSync(join(folder, file), { force: true });
  return folder;
}
