import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Git ignores it. */
const RESULTS = 'load-tests/results';

/** Makes the folder for a run's results: the one asked for, or one that says when and what. */
export function makeResultsFolder(name: string, startedAt: Date, asked?: string): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const folder = resolve(asked ?? join(RESULTS, `${time}-${name}`));
  mkdirSync(folder, { recursive: true });
  return folder;
}
