import { mintToken } from './emulated-wix.ts';
import type { Demo } from './read-demo.ts';

/** A visitor keeps a session from page to page, as on a site of Wix's: one token for each site and role. */
export function visitorToken({ instance, role }: Demo): () => Promise<string> {
  const key = keyOf(instance, role);
  let minting: Promise<string> | undefined;
  return () => {
    const kept = sessionStorage.getItem(key);
    if (kept !== null) return Promise.resolve(kept);
    minting ??= mintToken(instance, role).then((token) => {
      sessionStorage.setItem(key, token);
      return token;
    });
    return minting;
  };
}

export function forgetVisitor({ instance, role }: Demo): void {
  sessionStorage.removeItem(keyOf(instance, role));
}

const keyOf = (instance: number, role: string) => `demo.token.${instance}.${role}`;
