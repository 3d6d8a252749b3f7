/** The origin that the SDK and `@wix/astro` call. It is hard-coded there. */
export const WIX_ORIGIN = 'https://www.wixapis.com';

/**
 * Redirects every call to Wix to `origin`: the emulator or a proxy. The SDK cannot be configured with
 * another host, so this replaces the global `fetch`. Not used where `WIX_API_ORIGIN` is Wix's own.
 */
export function redirectWixCalls(origin: string): void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(`${WIX_ORIGIN}/`)) return realFetch(input, init);
    const target = origin + url.slice(WIX_ORIGIN.length);
    return realFetch(input instanceof Request ? new Request(target, input) : target, init);
  };
}
