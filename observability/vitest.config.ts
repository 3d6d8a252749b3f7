import { defineConfig } from 'vitest/config';

/** Apart from `npm test`, which needs neither Go nor anything from apt: `npm run test:observability`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    reporters: ['default', '../test/support/closing-line.ts'],
    include: ['prove/**/*.test.ts'],
    globalSetup: './prove/tools.ts',
    testTimeout: 60_000,
    fileParallelism: false,
  },
});
