/**
 * Where the endpoint is asked: at the origin named when the bundle was built (a self-hosted endpoint), or
 * at the one that served the bundle. Nothing where the bundle came from no server (`blob:`, `data:`).
 */
export function endpointAddress(
  bundleUrl: string,
  builtForOrigin: string | undefined,
): string | undefined {
  try {
    return new URL('/api/get-instance', builtForOrigin || bundleUrl).href;
  } catch {
    return undefined;
  }
}
