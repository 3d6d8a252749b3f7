export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

interface JsonObject {
  readonly [name: string]: Json;
}

/** What `whole` says beyond `base`, a part of it: `add(base, subtract(whole, base))` says the same as `whole`. */
export function subtract(whole: Json, base: Json): Json | undefined {
  if (!isObject(whole) || !isObject(base)) {
    return JSON.stringify(whole) === JSON.stringify(base) ? undefined : whole;
  }
  const more = Object.entries(whole).flatMap(([name, value]) => {
    const inBase = Object.hasOwn(base, name) ? base[name] : undefined;
    const rest = inBase === undefined ? value : subtract(value, inBase);
    return rest === undefined ? [] : [[name, rest] as const];
  });
  return more.length > 0 ? Object.fromEntries(more) : undefined;
}

/** Objects are put together name by name; of anything else `supplement` is the whole. */
export function add(base: Json, supplement: Json | undefined): Json {
  if (supplement === undefined) return base;
  if (!isObject(base) || !isObject(supplement)) return supplement;
  const added = Object.entries(supplement).map(([name, value]) => {
    const inBase = Object.hasOwn(base, name) ? base[name] : undefined;
    return [name, inBase === undefined ? value : add(inBase, value)] as const;
  });
  return Object.fromEntries([...Object.entries(base), ...added]);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
