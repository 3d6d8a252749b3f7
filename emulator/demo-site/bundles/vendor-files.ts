import { readFile } from 'node:fs/promises';

const PACKAGES = new URL('../../../node_modules/', import.meta.url);

/**
 * The chart's styles, and the files that a settings panel loads from Wix's hosts, with their paths
 * in this repository's packages.
 */
const FILES: ReadonlyMap<string, string> = new Map([
  ['uplot/uPlot.min.css', 'uplot/dist/uPlot.min.css'],
  ['react/react.production.min.js', 'react/umd/react.production.min.js'],
  ['react-dom/react-dom.production.min.js', 'react-dom/umd/react-dom.production.min.js'],
  ...['default', 'studio'].map((theme): [string, string] => {
    const file = `tokens-${theme}.global.css`;
    return [`design-system/${file}`, `@wix/design-system/${file}`];
  }),
]);

/** Returns undefined for a file that is not on the list. */
export async function readVendorFile(name: string): Promise<string | undefined> {
  const file = FILES.get(name);
  // Read by path, because the packages do not export all of these files.
  return file === undefined ? undefined : readFile(new URL(file, PACKAGES), 'utf8');
}
