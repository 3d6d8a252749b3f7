import { afterEach, expect, it, vi } from 'vitest';
import { createConsoleLog } from './log.ts';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
  ['silent', []],
] as const)('the log on a console, from %s on, has lines of JSON of %j', (from, expected) => {
  const lines: string[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => lines.push(line));
  }
  const log = createConsoleLog(from);
  for (const level of ['info', 'warn', 'error'] as const) log(level, 'said', { code: 'x' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    expected.map((level) => ({ level, code: 'x', msg: 'said' })),
  );
});
