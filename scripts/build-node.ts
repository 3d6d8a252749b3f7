import { build } from 'esbuild';
import { ENDPOINT_PLACEHOLDER } from '../emulator/demo-site/demo-options.ts';
import { buildEnvironment, loadLocalEnvironment, warnIfNotForRelease } from './credentials.ts';
import { BUILT_FROM, isStale } from './is-stale.ts';
import { run } from './run.ts';

/** The folder of the bundle. The demo site serves the widgets from there. */
export const NODE_BUNDLE = 'dist-node';

/** The server of the Node bundle. The build writes it last, after Astro's part. */
export const NODE_ENTRY = `${NODE_BUNDLE}/main.mjs`;

/** Preloaded by `--import`. Sets OpenTelemetry up when the environment enables it. */
export const TELEMETRY_ENTRY = `${NODE_BUNDLE}/telemetry.mjs`;

/** Builds Astro's part, and the server that answers in front of it. */
export async function buildNode(options: { readonly quiet?: boolean } = {}): Promise<void> {
  const env = {
    // Only the client id ends up in this bundle, for the routes that `@wix/astro` serves.
    ...buildEnvironment(),
    DEPLOY_TARGET: 'node',
    // Astro's part contains widgets too. These are the demo's; `npm run build` makes those for Wix.
    PUBLIC_IDENTITY_ORIGIN: ENDPOINT_PLACEHOLDER,
  };
  await run('astro', ['build'], { env, ...options });
  await build({
    entryPoints: {
      serve: 'src/hosts/node/serve.ts',
      'telemetry-sdk': 'src/telemetry/node/start.ts',
      telemetry: 'src/hosts/node/preload.ts',
      main: 'src/hosts/node/main.ts',
    },
    outdir: NODE_BUNDLE,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** Builds the bundle when it is older than its sources, and prints that it does. */
export async function buildNodeIfStale(): Promise<void> {
  if (!isStale(NODE_ENTRY, BUILT_FROM)) return;
  console.log('Building the Node bundle (about 15 s) …');
  const startedAt = Date.now();
  await buildNode({ quiet: true });
  console.log(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

if (import.meta.main) {
  loadLocalEnvironment();
  await buildNode();
  warnIfNotForRelease();
}
