/** What became of a text: its value in plain form, and what was wrong with it. Both where a part of it holds. */
export interface Checked {
  readonly value?: string;
  readonly fault?: Fault;
}

export interface Fault {
  readonly mustBe: string;
  /** A sentence. The default is used where it is left out. */
  readonly consequence?: string;
}

export interface Rule {
  /** Given without surrounding blanks, and never empty. Does not throw. */
  readonly check: (text: string) => Checked;
  /** The text may hold a secret, and no warning repeats it. */
  readonly isSecret?: boolean;
}

/** The longest delay of a timer, in milliseconds. A longer one fires at once. */
export const MAX_INT = 2 ** 31 - 1;

/** Any text. */
export const text: Rule = { check: (value) => ({ value }) };

export function matching(pattern: RegExp, mustBe: string): Rule {
  return { check: (value) => (pattern.test(value) ? { value } : { fault: { mustBe } }) };
}

export function oneOf(values: readonly string[]): Rule {
  const mustBe = `one of ${values.join(', ')}`;
  return {
    check(text) {
      const value = text.toLowerCase();
      return values.includes(value) ? { value } : { fault: { mustBe } };
    },
  };
}

export const flag = oneOf(['true', 'false']);

export function wholeNumber(min: number, max = MAX_INT): Rule {
  return number(Number.isSafeInteger, min, max, 'a whole number');
}

export function ratio(): Rule {
  return number(Number.isFinite, 0, 1, 'a number');
}

function number(isKind: (value: number) => boolean, min: number, max: number, kind: string): Rule {
  const fault = { mustBe: `${kind} from ${min} to ${max}` };
  return {
    check(text) {
      const value = Number(text);
      return isKind(value) && value >= min && value <= max ? { value: String(value) } : { fault };
    },
  };
}
