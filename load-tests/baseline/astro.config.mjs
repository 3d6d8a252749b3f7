import node from '@astrojs/node';
import react from '@astrojs/react';
import wix from '@wix/astro';
import { defineConfig } from 'astro/config';

/** The documentation's example, built as documented, and served by Node like this project. */
export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [wix(), react()],
});
