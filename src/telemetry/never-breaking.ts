/** A sink that is broken is no reason to break an answer; it has no place to say so either. */
export function neverBreaking<T>(observe: () => T): T | undefined {
  try {
    return observe();
  } catch {
    return undefined;
  }
}
