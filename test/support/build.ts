import { buildBaselineIfStale } from '../../scripts/build-baseline.ts';
import { buildForWixIfStale } from '../../scripts/build.ts';
import { buildNodeIfStale } from '../../scripts/build-node.ts';

/** Builds both bundles and the documented example, once, before the tests that need them. */
export default async function build(): Promise<void> {
  await buildNodeIfStale();
  await buildForWixIfStale();
  await buildBaselineIfStale();
}
