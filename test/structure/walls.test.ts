import { globSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { wallOf, WALLS, walls } from '../../walls.mjs';

/** A file that stands behind the wall: the first one, or the file itself. */
function fileBehind({ room }: (typeof WALLS)[number]): string {
  const files = room.endsWith('/') ? globSync(`${room}**/*.{ts,tsx}`).sort() : [room];
  const file = files.find((path) => wallOf(path)?.room === room);
  if (file === undefined) throw new Error(`no file behind the wall of ${room}`);
  return file;
}

// Without types, which the rule does not need: a breach takes milliseconds instead of seconds.
const linter = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
    { plugins: { walls: walls as ESLint.Plugin }, rules: { 'walls/rooms': 'error' } },
  ] as never,
});

async function lint(file: string, text: string): Promise<string[]> {
  const [result] = await linter.lintText(text, { filePath: file });
  return (result?.messages ?? []).map(({ message }) => message);
}

const up = (file: string) => '../'.repeat(file.split('/').length - 1) || './';

describe.each(WALLS)('the wall of $room', (wall) => {
  const file = fileBehind(wall);
  const breaches = [
    ['a static import', (path: string) => `import '${path}';`],
    ['an import of a type', (path: string) => `import type { X } from '${path}';`],
    ['a dynamic import', (path: string) => `export const x = import('${path}');`],
    ['a re-export', (path: string) => `export { x } from '${path}';`],
    ['a re-export of everything', (path: string) => `export * from '${path}';`],
  ] as const;

  test.each(breaches)(
    'refuses %s of another room and of a package, with its reason',
    async (_, write) => {
      for (const path of [`${up(file)}test/contract/no-such-file.ts`, 'left-pad']) {
        expect(await lint(file, write(path))).toEqual([
          `${wall.room} may not import '${path}'. ${wall.because}`,
        ]);
      }
    },
  );

  test('lets its own folder and the rooms below it through', async () => {
    const allowed = [wall.room, ...(wall.may ?? [])].map((room) =>
      room.endsWith('/') ? `${up(file)}${room}x.ts` : up(file) + room,
    );
    const packages = (wall.packages ?? []).map((name) => (/[:/]$/.test(name) ? `${name}x` : name));
    const text = [...allowed, ...packages].map((path) => `import '${path}';`).join('\n');
    expect(await lint(file, text)).toEqual([]);
  });
});

test('every module of src/, the emulator and k6’s scripts stands behind a wall, and the project’s configuration enforces it', async () => {
  const modules = globSync(
    '{src,emulator,scripts,load-tests/{profiles,actions,script,traffic,answers,thresholds,run}}/**/*.{ts,tsx}',
  ).filter((file) => !/\.test\.tsx?$|test-support|\.d\.ts$/.test(file));
  expect(modules.filter((file) => wallOf(file) === undefined)).toEqual([]);
  const config = (await new ESLint().calculateConfigForFile('src/compose.ts')) as {
    rules: Record<string, unknown>;
  };
  expect(config.rules['walls/rooms']).toEqual([2]);
});

test('a room may import only rooms that do not import it', () => {
  const arrows = WALLS.flatMap(({ room, may = [] }) => may.map((other) => `${room} -> ${other}`));
  const back = WALLS.flatMap(({ room, may = [] }) => may.map((other) => `${other} -> ${room}`));
  // A wall of one file inside a room stands beside it.
  const inside = (arrow: string) =>
    arrow.split(' -> ').every((room) => room.startsWith('src/resilience/'));
  expect(arrows.filter((arrow) => back.includes(arrow) && !inside(arrow))).toEqual([]);
});
