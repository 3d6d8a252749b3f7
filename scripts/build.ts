import { buildEnvironment, loadLocalEnvironment, warnIfNotForRelease } from './credentials.ts';
import { BUILT_FROM, isStale } from './is-stale.ts';
import { run } from './run.ts';

const WIX_MANIFEST = 'dist/_wix/app-manifest.json';

/** `wix build`: the bundle that `wix release` uploads. Without credentials it takes development ids. */
async function buildForWix(options: { readonly quiet?: boolean } = {}): Promise<void> {
  await run('wix', ['build'], { env: buildEnvironment(), ...options });
}

/** Builds it where it is older than its sources. */
export async function buildForWixIfStale(): Promise<void> {
  if (isStale(WIX_MANIFEST, BUILT_FROM)) await buildForWix({ quiet: true });
}

if (import.meta.main) {
  loadLocalEnvironment();
  await buildForWix();
  warnIfNotForRelease();
}
