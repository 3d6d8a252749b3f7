import { defineConfig } from 'vitest/config';

// A test that meant to fake time and forgot shows here, not as a slow suite.
const testTimeout = 10_000;

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // By its own count vitest leaves one of two cores idle; most of what is tested here waits for something.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'source',
          include: [
            '{src,emulator,scripts,load-tests}/**/*.test.ts',
            'test/{contract,structure,support}/**/*.test.ts',
            'observability/*.test.ts',
          ],
          env: { DOORS: 'node,web' },
          testTimeout,
        },
      },
      {
        test: {
          name: 'built',
          include: [
            'test/built/**/*.test.ts',
            'test/contract/{http,errors,projection,calls-to-wix}.test.ts',
          ],
          env: { DOORS: 'worker' },
          globalSetup: 'test/support/build.ts',
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'abuse',
          include: ['test/abuse/**/*.test.ts'],
          globalSetup: 'test/support/build.ts',
          testTimeout: process.env['ABUSE'] === 'full' ? 600_000 : 60_000,
          // They measure: alone, so that they do not measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/build.ts', 'test/browser/support/unpack-chromium.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // After those that measure.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
