import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildEnvironment, loadLocalEnvironment, warnIfNotForRelease } from './credentials.ts';
import { BUILT_FROM, isStale } from './is-stale.ts';
import { run } from './run.ts';

const WIX_MANIFEST = 'dist/_wix/app-manifest.json';

/** Which PUBLIC_IDENTITY_ORIGIN is in the widgets of `dist/`; not in there itself, for all of that is uploaded. */
const ORIGIN_IN_DIST = 'node_modules/.cache/instance-identity/origin-in-dist';

/** `wix build`: the bundle that `wix release` uploads. Without credentials it takes development ids. */
async function buildForWix(
  origin = process.env['PUBLIC_IDENTITY_ORIGIN'] ?? '',
  options: { readonly quiet?: boolean } = {},
): Promise<void> {
  const env = { ...buildEnvironment(), PUBLIC_IDENTITY_ORIGIN: origin };
  await run('wix', ['build'], { env, ...options });
  mkdirSync(dirname(ORIGIN_IN_DIST), { recursive: true });
  writeFileSync(ORIGIN_IN_DIST, origin);
}

/** For tests: builds it where it is older than its sources, or where its widgets would call an endpoint elsewhere. */
export async function buildForWixIfStale(): Promise<void> {
  const isOurs = existsSync(ORIGIN_IN_DIST) && readFileSync(ORIGIN_IN_DIST, 'utf8') === '';
  if (!isOurs || isStale(WIX_MANIFEST, BUILT_FROM)) await buildForWix('', { quiet: true });
}

if (import.meta.main) {
  loadLocalEnvironment();
  await buildForWix();
  warnIfNotForRelease();
}
