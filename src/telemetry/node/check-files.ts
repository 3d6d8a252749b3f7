import { accessSync, constants } from 'node:fs';
import type { Variables, Warn } from '../otel/check-variables.ts';

const NAMES_A_FILE = /_(?:CERTIFICATE|CLIENT_KEY)$/;

/** Drops each variable whose file cannot be read. The SDK's own warning does not name the variable. */
export function checkFiles(variables: Variables, warn: Warn): Variables {
  return new Map(
    [...variables].filter(([name, path]) => {
      if (!NAMES_A_FILE.test(name) || isReadable(path)) return true;
      warn(`${name} must be a file that can be read. The default is used.`);
      return false;
    }),
  );
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
