import { existsSync, globSync, statSync } from 'node:fs';

/** The sources of both bundles. */
export const BUILT_FROM = [
  'src/**/*',
  'public/**/*',
  'scripts/build*.ts',
  'emulator/demo-site/demo-options.ts',
  'astro.config.mjs',
  'package-lock.json',
  'wix.config.json',
];

/** Whether `output` is missing or older than one of its inputs. */
export function isStale(output: string, inputs: readonly string[]): boolean {
  if (!existsSync(output)) return true;
  const builtAt = statSync(output).mtimeMs;
  return globSync(inputs).some((file) => statSync(file).mtimeMs > builtAt);
}
