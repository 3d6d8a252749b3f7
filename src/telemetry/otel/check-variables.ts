import type { ReadVariable } from '../../read-variable.ts';
import type { OtelHost } from './variables.ts';

/** Receives one line. The line names a variable and never contains a secret. */
export type Warn = (line: string) => void;

/** The normalized value of each valid variable. The SDK uses it unchanged. */
export type Variables = ReadonlyMap<string, string>;

const SHOWN_CHARACTERS = 60;

/** Reads and checks every variable. Warns about each wrong one, and drops or repairs it. Does not throw. */
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

/** Returns the text on one line, shortened if it is long. */
function quoted(text: string): string {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return JSON.stringify(shown);
}
