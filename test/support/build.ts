import { DEVELOPMENT_APP } from '../../emulator/development-app.ts';
import { buildForWixIfStale } from '../../scripts/build.ts';
import { buildNodeIfStale } from '../../scripts/build-node.ts';
import { isStale } from '../../scripts/is-stale.ts';
import { run } from '../../scripts/run.ts';

export const BASELINE = 'load-tests/baseline';
export const BASELINE_ENTRY = `${BASELINE}/dist/server/entry.mjs`;

/** Builds both bundles and the documented example, once, before the tests that need them. */
export default async function build(): Promise<void> {
  await buildNodeIfStale();
  await buildForWixIfStale();
  await buildBaselineIfStale();
}

export async function buildBaselineIfStale(): Promise<void> {
  const sources = [`${BASELINE}/src/**/*`, `${BASELINE}/astro.config.mjs`, 'package-lock.json'];
  if (!isStale(BASELINE_ENTRY, sources)) return;
  const env = { ...process.env, ...DEVELOPMENT_APP };
  await run('astro', ['build', '--root', BASELINE], { env, quiet: true });
}
