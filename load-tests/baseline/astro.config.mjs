import node from '@astrojs/node';
import react from '@astrojs/react';
import wix from '@wix/astro';
import { defineConfig } from 'astro/config';

/** The documentation's example, as it would be built, but served by the Node that serves ours. */
export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [wix(), react()],
});
