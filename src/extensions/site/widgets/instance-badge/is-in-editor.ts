/** Of what Wix puts on the pages of a site, as `@wix/site` calls it. */
interface ClientSdk {
  invoke(call: {
    readonly namespace: string;
    readonly method: string;
    readonly args: readonly unknown[];
    readonly applicationId: string;
    readonly accessToken: string;
  }): Promise<unknown>;
}

const LIMIT_MS = 1_000;

/**
 * Whether a site's builder is looking at the element in the editor, where Wix cuts widgets off from its APIs. It is what
 * `window.viewMode()` of `@wix/site-window` asks, word for word. No answer within a second is a no: a visitor shall not wait for it.
 */
export async function isInEditor(): Promise<boolean> {
  const { clientSdk } = globalThis as { clientSdk?: ClientSdk };
  if (!clientSdk) return false;
  try {
    const call = {
      namespace: 'window',
      method: 'viewMode',
      args: [],
      applicationId: import.meta.env.WIX_CLIENT_ID,
      accessToken: 'accessToken',
    };
    const limit = new Promise((resolve) => setTimeout(resolve, LIMIT_MS));
    return (await Promise.race([clientSdk.invoke(call), limit])) === 'Editor';
  } catch {
    return false;
  }
}
