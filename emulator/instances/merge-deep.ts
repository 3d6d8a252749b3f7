type Json = Record<string, unknown>;

/** Returns a new object. Plain objects merge key by key; any other value in `patch` replaces. */
export function mergeDeep(target: Json, patch: Json): Json {
  // fromEntries defines own properties, so a "__proto__" in the JSON stays an ordinary key.
  return Object.fromEntries([
    ...Object.entries(target),
    ...Object.entries(patch).map(([key, value]) => {
      const old = Object.hasOwn(target, key) ? target[key] : undefined;
      return [key, isPlain(old) && isPlain(value) ? mergeDeep(old, value) : value] as const;
    }),
  ]);
}

function isPlain(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
