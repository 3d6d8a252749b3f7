import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import type { Rule } from './rule.ts';

/** Splits a list at its commas and drops empty parts. */
export function partsOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A list of these words without repetitions. `none` must be the only word, and overrides others. */
export function listOf(words: readonly string[]): Rule {
  const mustBe = `a list of ${words.join(', ')}`;
  return {
    check(text) {
      const parts = [...new Set(partsOf(text.toLowerCase()))];
      const known = parts.filter((part) => words.includes(part));
      if (known.includes('none')) {
        const fault = { mustBe: `none alone, or ${mustBe}`, consequence: 'None is used.' };
        return { value: 'none', ...(parts.length > 1 && { fault }) };
      }
      if (known.length === parts.length) return known.length > 0 ? { value: known.join(',') } : {};
      if (known.length === 0) return { fault: { mustBe } };
      const consequence = `Of these, ${known.join(',')} is used.`;
      return { value: known.join(','), fault: { mustBe, consequence } };
    },
  };
}

/** Valid HTTP headers. An invalid one would make every export fail. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** `name=value,name=value`, percent-encoded. Malformed headers are dropped. */
export const headers: Rule = {
  isSecret: true,
  check(text) {
    const parts = partsOf(text);
    const sound = parts.filter((part) =>
      Object.entries(parseHeaders(part)).some(
        ([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value),
      ),
    );
    const fault = {
      mustBe: 'a list of name=value with percent-encoded values',
      consequence: `Of ${parts.length} headers, ${parts.length - sound.length} cannot be sent.`,
    };
    return {
      ...(sound.length > 0 && { value: sound.join(',') }),
      ...(sound.length < parts.length && { fault }),
    };
  },
};

export function parseHeaders(list: string): Record<string, string> {
  return parseKeyPairsIntoRecord(list);
}

const MAX_ATTRIBUTE_LENGTH = 255;

/** `key=value,key=value`, percent-encoded. By the specification, a malformed pair invalidates the whole list. */
export const attributes: Rule = {
  isSecret: true,
  check(text) {
    if (parseAttributes(text)) return { value: text };
    return {
      fault: {
        mustBe: 'a list of key=value, percent-encoded, of 255 characters each',
        consequence: 'All of it is ignored.',
      },
    };
  },
};

/** Parses attributes like the SDK for Node. The SDK's own parser reads only `process.env`. */
export function parseAttributes(list: string): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const part of partsOf(list)) {
    const [key, value, ...more] = part.split('=').map((encoded) => decode(encoded.trim()));
    if (!key || value === undefined || more.length > 0) return undefined;
    if (Math.max(key.length, value.length) > MAX_ATTRIBUTE_LENGTH) return undefined;
    pairs.push([key, value]);
  }
  return Object.fromEntries(pairs);
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
