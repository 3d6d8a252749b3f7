import { existsSync, globSync, statSync } from 'node:fs';

/** What both bundles are built from. */
export const BUILT_FROM = [
  'src/**/*',
  'public/**/*',
  'scripts/build*.ts',
  'emulator/demo-site/demo-options.ts',
  'astro.config.mjs',
  'package-lock.json',
  'wix.config.json',
];

/** Whether `output` is older than anything it is built from, or not there at all. */
export function isStale(output: string, inputs: readonly string[]): boolean {
  if (!existsSync(output)) return true;
  const builtAt = statSync(output).mtimeMs;
  return globSync(inputs).some((file) => statSync(file).mtimeMs > builtAt);
}
