import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NODE } from './node-variables.ts';
import { WORKERS } from './workers-variables.ts';

const rows = readFileSync('docs/telemetry.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `OTEL_'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\|/, '').trim()));

/** `A_{B,C}_D` stands for `A_B_D` and `A_C_D`. */
function expand(name: string): readonly string[] {
  const [, before = '', choices, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(name) ?? [];
  return choices === undefined ? [name] : choices.split(',').map((one) => before + one + after);
}

const namesOf = (cell = '') =>
  [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => expand(name));

test('docs/telemetry.md names exactly the variables that Node supports', () => {
  const documented = rows
    .filter(([, onNode]) => onNode === 'yes')
    .flatMap(([cell]) => namesOf(cell));
  expect(documented.sort()).toEqual([...NODE.rules.keys()].sort());
});

test('docs/telemetry.md names exactly the variables that Workers support, without those for metrics', () => {
  const documented = rows
    .filter(([, , onWorkers]) => onWorkers === 'yes')
    .flatMap(([cell]) => namesOf(cell))
    .filter((name) => !name.includes('METRICS'));
  expect(documented.sort()).toEqual([...WORKERS.rules.keys()].sort());
});
