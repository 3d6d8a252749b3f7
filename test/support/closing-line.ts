import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with `tests: 12 passed, 0 failed, 1 skipped`, which CI reads. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state]++;
      }
      // A file that could not be loaded has no tests but counts as a failure.
      if (module.errors().length > 0) counts.failed++;
    }
    const { passed, failed, skipped } = counts;
    console.log(`\ntests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
