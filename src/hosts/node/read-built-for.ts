import { readFileSync } from 'node:fs';
import { BUILT_FOR_FILE } from '../built-for.ts';

/** Returns the app id that the bundle in `directory` was built for, or undefined if the build recorded none. */
export function readBuiltFor(directory: URL): string | undefined {
  try {
    const text = readFileSync(new URL(BUILT_FOR_FILE, directory), 'utf8');
    return (JSON.parse(text) as { readonly appId?: string }).appId;
  } catch {
    return undefined;
  }
}
