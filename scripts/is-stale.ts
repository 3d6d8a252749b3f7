import { existsSync, globSync, statSync } from 'node:fs';

/** Whether `output` is older than anything it is built from, or not there at all. */
export function isStale(output: string, inputs: readonly string[]): boolean {
  if (!existsSync(output)) return true;
  const builtAt = statSync(output).mtimeMs;
  return globSync(inputs).some((file) => statSync(file).mtimeMs > builtAt);
}
