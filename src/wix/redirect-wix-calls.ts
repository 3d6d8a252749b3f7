/** Where the SDK and `@wix/astro` send every call; written into them. */
export const WIX_ORIGIN = 'https://www.wixapis.com';

/**
 * Sends every call to Wix to `origin` instead: the emulator, a proxy. The SDK takes no other host, so
 * the global `fetch` is replaced. Not called at all where `WIX_API_ORIGIN` is Wix's own.
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
