/**
 * A failing telemetry sink must not affect the response. Its errors are swallowed, because there is nowhere to
 * report them.
 */
export function neverBreaking<T>(observe: () => T): T | undefined {
  try {
    return observe();
  } catch {
    return undefined;
  }
}
