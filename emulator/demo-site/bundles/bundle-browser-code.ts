import { build } from 'esbuild';

/** React as ES modules. The import map shares one copy among the widgets and the pages. */
const REACT_MODULES = {
  react: 'react.js',
  'react/jsx-runtime': 'react-jsx-runtime.js',
  'react-dom/client': 'react-dom-client.js',
} as const;

export const IMPORT_MAP = {
  imports: Object.fromEntries(
    Object.entries(REACT_MODULES).map(([name, file]) => [name, `/demo/assets/${file}`]),
  ),
};

const PAGES = new URL('../browser/', import.meta.url).pathname;

/** Bundles the scripts of the demo's own pages. Returns them by file name. Takes 250 ms. */
export async function bundleBrowserCode(
  react: 'production' | 'development',
): Promise<ReadonlyMap<string, string>> {
  const common = {
    bundle: true,
    // One copy of React for all modules, because hooks fail with two; and the chart in a file that may fail alone.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    minify: true,
    outdir: '/',
    logLevel: 'warning',
  } as const;
  const [modules, pages] = await Promise.all([
    build({
      ...common,
      define: { 'process.env.NODE_ENV': JSON.stringify(react) },
      entryPoints: Object.entries(REACT_MODULES).map(([name, file]) => ({
        in: `named:${name}`,
        out: file.replace('.js', ''),
      })),
      plugins: [
        {
          name: 'named exports of CommonJS',
          setup(builder) {
            builder.onResolve({ filter: /^named:/ }, ({ path }) => ({
              path: path.slice('named:'.length),
              namespace: 'named',
            }));
            builder.onLoad({ filter: /.*/, namespace: 'named' }, async ({ path }) => ({
              contents: await namedExports(path),
              resolveDir: PAGES,
            }));
          },
        },
      ],
    }),
    build({
      ...common,
      entryPoints: [`${PAGES}demo-page.ts`, `${PAGES}settings-page.ts`],
      external: Object.keys(REACT_MODULES),
    }),
  ]);
  const files = [...modules.outputFiles, ...pages.outputFiles];
  return new Map(files.map(({ path, text }) => [path.slice(1), text]));
}

/**
 * esbuild gives a CommonJS module only a default export. A browser's `import { useState }` requires
 * named exports.
 */
async function namedExports(name: string): Promise<string> {
  const names = Object.keys((await import(name)) as object).filter(
    (key) => /^[a-zA-Z_$][\w$]*$/.test(key) && key !== 'default',
  );
  return [
    `import whole from '${name}';`,
    'export default whole;',
    `const { ${names.map((key, n) => `${key}: _${n}`).join(', ')} } = whole;`,
    `export { ${names.map((key, n) => `_${n} as ${key}`).join(', ')} };`,
  ].join('\n');
}
