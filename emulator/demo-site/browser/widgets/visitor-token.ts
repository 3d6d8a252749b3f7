import { mintToken } from '../emulated-wix.ts';
import type { Demo } from '../read-demo.ts';

/**
 * Keeps a visitor's session across pages, as a Wix site does: one token per site, role and kind of
 * token.
 */
export function visitorToken(demo: Demo): () => Promise<string> {
  const key = keyOf(demo);
  let minting: Promise<string> | undefined;
  return () => {
    const kept = sessionStorage.getItem(key);
    if (kept !== null) return Promise.resolve(kept);
    minting ??= mintToken(demo.instance, demo.role, demo.token)
      .then((token) => {
        sessionStorage.setItem(key, token);
        return token;
      })
      .finally(() => (minting = undefined));
    return minting;
  };
}

export function forgetVisitor(demo: Demo): void {
  sessionStorage.removeItem(keyOf(demo));
}

const keyOf = ({ instance, role, token }: Demo) => `demo.token.${instance}.${role}.${token}`;
