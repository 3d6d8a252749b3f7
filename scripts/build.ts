import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildEnvironment, loadLocalEnvironment, warnIfNotForRelease } from './credentials.ts';
import { BUILT_FROM, isStale } from './is-stale.ts';
import { run } from './run.ts';

const WIX_MANIFEST = 'dist/_wix/app-manifest.json';

/**
 * Holds the PUBLIC_IDENTITY_ORIGIN of the widgets in `dist/`. The file is outside `dist/`, because
 * all of `dist/` is uploaded.
 */
const ORIGIN_IN_DIST = 'node_modules/.cache/instance-identity/origin-in-dist';

/**
 * Runs `wix build`, which makes the bundle for `wix release`. Without credentials it uses the
 * development app's ids.
 */
async function buildForWix(
  origin = process.env['PUBLIC_IDENTITY_ORIGIN'] ?? '',
  options: { readonly quiet?: boolean } = {},
): Promise<void> {
  const env = { ...buildEnvironment(), PUBLIC_IDENTITY_ORIGIN: origin };
  await run('wix', ['build'], { env, ...options });
  mkdirSync(dirname(ORIGIN_IN_DIST), { recursive: true });
  writeFileSync(ORIGIN_IN_DIST, origin);
}

/**
 * For tests: builds the bundle when it is older than its sources, or when its widgets would call
 * another origin.
 */
export async function buildForWixIfStale(): Promise<void> {
  const isOurs = existsSync(ORIGIN_IN_DIST) && readFileSync(ORIGIN_IN_DIST, 'utf8') === '';
  if (!isOurs || isStale(WIX_MANIFEST, BUILT_FROM)) await buildForWix('', { quiet: true });
}

if (import.meta.main) {
  loadLocalEnvironment();
  await buildForWix();
  warnIfNotForRelease();
}
