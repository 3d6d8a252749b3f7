import {
  developmentEnvironment,
  hasCredentials,
  loadLocalEnvironment,
  NOT_FOR_RELEASE,
} from './credentials.ts';
import { BUILT_FROM, isStale } from './is-stale.ts';
import { run } from './run.ts';

const WIX_MANIFEST = 'dist/_wix/app-manifest.json';

/** `wix build`: the bundle that `wix release` uploads. Without credentials it takes development ids. */
async function buildForWix(options: { readonly quiet?: boolean } = {}): Promise<void> {
  const env = hasCredentials() ? process.env : developmentEnvironment();
  await run('wix', ['build'], { env, ...options });
}

/** Builds it where it is older than its sources. */
export async function buildForWixIfStale(): Promise<void> {
  if (isStale(WIX_MANIFEST, BUILT_FROM)) await buildForWix({ quiet: true });
}

if (import.meta.main) {
  loadLocalEnvironment();
  await buildForWix();
  if (!hasCredentials()) {
    console.log(NOT_FOR_RELEASE);
  }
}
