/// <reference types="astro/client" />

interface ImportMetaEnv {
  /** `PUBLIC_IDENTITY_ORIGIN` when the widgets were built: astro.config.mjs puts it there. */
  readonly VITE_IDENTITY_ORIGIN?: string;
  /** Put there by `@wix/astro`, in the widgets alone. */
  readonly WIX_CLIENT_ID: string;
}

// What `@wix/astro` adds to `astro:env`. Written out, because Astro's own declarations exist only
// once something has been built, and a fresh clone has to type-check.
declare module 'astro:env/client' {
  export const WIX_CLIENT_ID: string;
}
declare module 'astro:env/server' {
  export function getSecret(name: string): string | undefined;
}

// Of it, only what is used.
declare module 'cloudflare:workers' {
  export function waitUntil(work: Promise<unknown>): void;
}
