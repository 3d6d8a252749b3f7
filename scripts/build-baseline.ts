import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { isStale } from './is-stale.ts';
import { run } from './run.ts';

/** The documentation's example, which load tests, bench and tests measure this project against. */
export const BASELINE = 'load-tests/baseline';
export const BASELINE_ENTRY = `${BASELINE}/dist/server/entry.mjs`;

/** Builds the example where it is older than its sources. */
export async function buildBaselineIfStale(): Promise<void> {
  const sources = [`${BASELINE}/src/**/*`, `${BASELINE}/astro.config.mjs`, 'package-lock.json'];
  if (!isStale(BASELINE_ENTRY, sources)) return;
  const env = { ...process.env, ...DEVELOPMENT_APP };
  await run('astro', ['build', '--root', BASELINE], { env, quiet: true });
}
