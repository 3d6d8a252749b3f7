import { defineConfig } from 'vitest/config';

/**
 * `npm run test:observability`. Separate from `npm test`, which must not require Go or apt
 * packages.
 */
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
