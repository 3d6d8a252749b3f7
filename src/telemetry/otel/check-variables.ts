import type { ReadVariable } from '../../read-variable.ts';
import type { OtelHost } from './variables.ts';

/** Given one line that names a variable, and no secret. */
export type Warn = (line: string) => void;

/** Of each variable that is set and holds, the value in plain form. The SDK takes it as it is. */
export type Variables = ReadonlyMap<string, string>;

const SHOWN_CHARACTERS = 60;

/** Reads and checks all of them. Each one that is wrong costs a warning, and is absent or repaired. Does not throw. */
export function checkVariables(
  read: ReadVariable,
  rules: OtelHost['rules'],
  warn: Warn,
): Variables {
  const variables = new Map<string, string>();
  for (const [name, rule] of rules) {
    const text = read(name)?.trim();
    if (!text) continue;
    const { value, fault } = rule.check(text);
    if (value !== undefined) variables.set(name, value);
    if (!fault) continue;
    const shown = rule.isSecret ? '' : `is ${quoted(text)}, but `;
    const { mustBe, consequence = 'The default is used.' } = fault;
    warn(`${name} ${shown}must be ${mustBe}. ${consequence}`);
  }
  return variables;
}

/** On one line, whatever it holds. */
function quoted(text: string): string {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return JSON.stringify(shown);
}
