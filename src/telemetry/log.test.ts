import { afterEach, expect, test, vi } from 'vitest';
import { createConsoleLog } from './log.ts';

afterEach(() => vi.restoreAllMocks());

test.each([
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
  ['silent', []],
] as const)('the console log at level %s writes JSON lines for the levels %j', (from, expected) => {
  const lines: string[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => lines.push(line));
  }
  const log = createConsoleLog(from);
  for (const level of ['info', 'warn', 'error'] as const) log(level, 'refused', { code: 'x' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    expected.map((level) => ({ level, code: 'x', msg: 'refused' })),
  );
});
