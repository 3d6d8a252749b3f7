import type { MiddlewareHandler } from 'astro';

/** The routes of `src/pages/`, as Astro names them. */
const OWN_ROUTES = new Set(
  Object.keys(import.meta.glob('../../pages/**/*.{ts,js,astro}')).map(
    (file) => file.replace(/^\.\.\/\.\.\/pages|(\/index)?\.\w+$/g, '') || '/',
  ),
);

/**
 * Blocks the routes that `@wix/astro` adds for Wix's hosting, such as login, admin and checkout. On a
 * self-hosted server, anyone could use them to make calls to Wix that bypass our limits.
 */
export const onRequest: MiddlewareHandler = ({ routePattern }, next) =>
  OWN_ROUTES.has(routePattern) || routePattern.startsWith('/_wix/')
    ? next()
    : new Response('Not found\n', { status: 404 });
