import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test,emulator,scripts}/**/*.test.ts'],
    // A test that meant to fake time and forgot shows here, not as a slow suite.
    testTimeout: 10_000,
    hookTimeout: 120_000,
  },
});
