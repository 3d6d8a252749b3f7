import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const FOLDERS = ['src', 'emulator', 'load-tests', 'observability', 'bench', 'scripts', 'test'];
const MAX_MODULES = 15;

const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const files = globSync(`{${FOLDERS.join(',')}}/**/*.{ts,tsx}`).filter(
  (file) => !/(^|\/)(dist|\.astro)\/|\.d\.ts$/.test(file),
);

/** The files that each file imports, types included. */
const imports = new Map(
  files.map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
    const relative = importedFiles
      .map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.'));
    return [
      file,
      relative.map((name) => join(dirname(file), name)).filter((path) => existsSync(path)),
    ];
  }),
);

/** The first circle that a walk from `file` meets. */
function circleFrom(file: string, path: string[] = [], done = new Set<string>()): string[] {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return [];
  for (const next of imports.get(file) ?? []) {
    const circle = circleFrom(next, [...path, file], done);
    if (circle.length > 0) return circle;
  }
  done.add(file);
  return [];
}

test('no module imports itself through others', () => {
  expect(imports.get('src/compose.ts')).toContain('src/config.ts');
  const done = new Set<string>();
  expect(
    files.map((file) => circleFrom(file, [], done)).filter(({ length }) => length > 0),
  ).toEqual([]);
});

test(`no folder has more than ${MAX_MODULES} modules`, () => {
  const modules = files.filter((file) => !isTest(file) && !file.startsWith('test/'));
  const counts = Map.groupBy(modules, (file) => dirname(file));
  const full = [...counts].filter(([, { length }]) => length > MAX_MODULES);
  expect(full.map(([folder, { length }]) => `${folder}: ${length}`)).toEqual([]);
});
