import type { Context } from 'hono';

import { BadInput } from '../bad-input.ts';

/** Returns a valid value. Throws a BadInput that names an invalid one. */
export type Reader<T> = (value: unknown, name: string) => T;

export const string: Reader<string> = (value, name) => {
  if (typeof value === 'string') return value;
  throw new BadInput(`${name} must be a string`);
};

export const boolean: Reader<boolean> = (value, name) => {
  if (typeof value === 'boolean') return value;
  throw new BadInput(`${name} must be true or false`);
};

export const stringOrNumber: Reader<string | number> = (value, name) => {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new BadInput(`${name} must be a number or a string`);
};

export const anyObject: Reader<Record<string, unknown>> = (value, name) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new BadInput(`${name} must be a JSON object`);
};

export const strings: Reader<Record<string, string>> = (value, name) =>
  Object.fromEntries(
    Object.entries(anyObject(value, name)).map(([key, part]) => [
      key,
      string(part, `${name}.${key}`),
    ]),
  );

export function numberFrom(min: number, max: number): Reader<number> {
  return (value, name) => {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new BadInput(`${name} must be a number from ${min} to ${max}`);
  };
}

export function wholeNumberFrom(min: number, max: number): Reader<number> {
  return (value, name) => {
    if (Number.isInteger(value)) return numberFrom(min, max)(value, name);
    throw new BadInput(`${name} must be a whole number from ${min} to ${max}`);
  };
}

export function oneOf<const T extends string>(choices: readonly T[]): Reader<T> {
  return (value, name) => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw new BadInput(`${name} must be one of ${choices.join(', ')}`);
  };
}

type Fields<S> = { [K in keyof S]?: S[K] extends Reader<infer T> ? T : never };

/** Reads an object with these fields only. Every field is optional. */
export function fields<S extends Record<string, Reader<unknown>>>(shape: S): Reader<Fields<S>> {
  return (value, name) => {
    const entries = Object.entries(anyObject(value, name)).map(([key, part]) => {
      const reader = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!reader)
        throw new BadInput(`${name} has no ${key}; it may have ${Object.keys(shape).join(', ')}`);
      return [key, reader(part, key)] as const;
    });
    return Object.fromEntries(entries) as Fields<S>;
  };
}

/** Reads the JSON body of a control call. An empty body counts as an empty object. */
export async function readBody<T>(context: Context, reader: Reader<T>): Promise<T> {
  const body = await context.req.text();
  return reader(body.trim() === '' ? {} : parse(body), 'The body');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadInput('The body is not JSON');
  }
}
