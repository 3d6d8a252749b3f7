/**
 * The endpoint's address: at the origin that the bundle was built for (a self-hosted endpoint), or at the origin that
 * served the bundle. Undefined if the bundle has no server origin (`blob:`, `data:`).
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
