import { readFile } from 'node:fs/promises';

const PACKAGES = new URL('../../../node_modules/', import.meta.url);

/** What the chart and, from Wix's hosts, a settings panel need: and where this repository's packages have it. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['uplot/uPlot.min.css', 'uplot/dist/uPlot.min.css'],
  ['react/react.production.min.js', 'react/umd/react.production.min.js'],
  ['react-dom/react-dom.production.min.js', 'react-dom/umd/react-dom.production.min.js'],
  ...['default', 'studio'].map((theme): [string, string] => {
    const file = `tokens-${theme}.global.css`;
    return [`design-system/${file}`, `@wix/design-system/${file}`];
  }),
]);

/** Undefined for what is not on the list. */
export async function readVendorFile(name: string): Promise<string | undefined> {
  const file = FILES.get(name);
  // Not resolved as modules: the packages do not export all of these.
  return file === undefined ? undefined : readFile(new URL(file, PACKAGES), 'utf8');
}
