import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SUMMARY_VERSION, type Summary } from './summary.ts';

/** Reads a summary by its file or folder. The fault of an unreadable one is a single line. */
export function readSummary(path: string): Summary | { readonly fault: string } {
  try {
    const file = statSync(path).isDirectory() ? join(path, 'summary.json') : path;
    const summary = JSON.parse(readFileSync(file, 'utf8')) as Partial<Summary> | null;
    if (summary?.version !== SUMMARY_VERSION || summary.kind !== 'profile') {
      return { fault: `${file} is not a summary of a profile, version ${SUMMARY_VERSION}` };
    }
    return summary as Summary;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { fault: `${path} cannot be read as a summary (${code ?? 'it is not JSON'})` };
  }
}
