import node from '@astrojs/node';
import react from '@astrojs/react';
import wix from '@wix/astro';
import wixHosting from '@wix/astro-wix-hosting-adapter';
import { defineConfig } from 'astro/config';
import { loadEnv } from 'vite';
import { expressLane } from './src/hosts/astro/integration.ts';
import { identityOrigin } from './src/extensions/identity-origin.ts';

// Wix builds the widgets with Vite configurations of its own, which take only what begins with `VITE_`.
const { PUBLIC_IDENTITY_ORIGIN } = loadEnv('production', import.meta.dirname, 'PUBLIC_');
process.env.VITE_IDENTITY_ORIGIN = identityOrigin(PUBLIC_IDENTITY_ORIGIN);

const forNode = process.env.DEPLOY_TARGET === 'node';

export default defineConfig({
  output: 'server',
  adapter: forNode ? node({ mode: 'middleware' }) : wixHosting(),
  // `dist/` belongs to `wix build`, which `wix release` uploads; the Node bundle stands beside it.
  outDir: forNode ? 'dist-node' : 'dist',
  // Before `wix()`: the order is what puts it ahead of Wix's middleware.
  integrations: [expressLane({ ownRoutesOnly: forNode }), wix(), react()],
});
