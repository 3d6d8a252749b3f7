import { build } from 'esbuild';
import { developmentEnvironment, hasCredentials, loadLocalEnvironment } from './credentials.ts';
import { run } from './run.ts';

/** Where the Node bundle stands, and the file in it that is written last. */
export const NODE_BUNDLE = 'dist-node';
export const NODE_ENTRY = `${NODE_BUNDLE}/main.mjs`;

/** Builds Astro's part and, beside it, the server that answers ahead of it. */
export async function buildNode(options: { readonly quiet?: boolean } = {}): Promise<void> {
  // Only the client id goes into this bundle, and the server takes it from its environment anyway.
  const env = hasCredentials() ? process.env : developmentEnvironment();
  await run('astro', ['build'], { env: { ...env, DEPLOY_TARGET: 'node' }, ...options });
  await build({
    entryPoints: ['src/server/main.ts'],
    outfile: NODE_ENTRY,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
}

if (import.meta.main) {
  loadLocalEnvironment();
  await buildNode();
}
