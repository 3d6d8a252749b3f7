import { build } from 'esbuild';
import { ENDPOINT_PLACEHOLDER } from '../emulator/demo-site/demo-options.ts';
import { buildEnvironment, loadLocalEnvironment, warnIfNotForRelease } from './credentials.ts';
import { BUILT_FROM, isStale } from './is-stale.ts';
import { run } from './run.ts';

/** Where it is built to; the demo site takes its widgets from there. */
export const NODE_BUNDLE = 'dist-node';

/** The server of the Node bundle; it is written last, beside Astro's part. */
export const NODE_ENTRY = `${NODE_BUNDLE}/main.mjs`;

/** Preloaded by `--import`: it sets OpenTelemetry up, if the environment asks for it. */
export const TELEMETRY_ENTRY = `${NODE_BUNDLE}/telemetry.mjs`;

/** Builds Astro's part and, beside it, the server that answers ahead of it. */
export async function buildNode(options: { readonly quiet?: boolean } = {}): Promise<void> {
  const env = {
    // Only the client id goes into this bundle, for what `@wix/astro` serves beside the endpoint.
    ...buildEnvironment(),
    DEPLOY_TARGET: 'node',
    // The widgets come along with Astro's part. Those that go to Wix are of `npm run build`; these are the demo's.
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

/** Builds it where it is older than its sources, and says so. */
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
