import { faultOfEndpoint } from './endpoint.ts';

/** The result of checking a value: its normalized form, a fault, or both if only part of it is valid. */
export interface Checked {
  readonly value?: string;
  readonly fault?: Fault;
}

export interface Fault {
  readonly mustBe: string;
  /** A sentence. If absent, the warning says that the default is used. */
  readonly consequence?: string;
}

export interface Rule {
  /** `text` is trimmed and never empty. Does not throw. */
  readonly check: (text: string) => Checked;
  /** The text may contain a secret, so warnings must not repeat it. */
  readonly isSecret?: boolean;
}

/** The longest delay of a timer, in milliseconds. A longer one fires at once. */
export const MAX_INT = 2 ** 31 - 1;

/** Any text. */
export const text: Rule = { check: (value) => ({ value }) };

export function matching(pattern: RegExp, mustBe: string): Rule {
  return { check: (value) => (pattern.test(value) ? { value } : { fault: { mustBe } }) };
}

/** It may contain a password. */
export const httpUrl: Rule = {
  isSecret: true,
  check(value) {
    const mustBe = faultOfEndpoint(value, 'http/protobuf');
    return mustBe === undefined ? { value } : { fault: { mustBe } };
  },
};

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
