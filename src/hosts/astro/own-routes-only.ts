import type { MiddlewareHandler } from 'astro';

/** The routes of `src/pages/`, as Astro names them. */
const OWN_ROUTES = new Set(
  Object.keys(import.meta.glob('../../pages/**/*.{ts,js,astro}')).map(
    (file) => file.replace(/^\.\.\/\.\.\/pages|(\/index)?\.\w+$/g, '') || '/',
  ),
);

/**
 * On a server of one's own, `@wix/astro` would also open the routes it needs on Wix's hosting: log-in,
 * admin, check-out. Anybody could make each of them call Wix, past every limit of ours.
 */
export const onRequest: MiddlewareHandler = ({ routePattern }, next) =>
  OWN_ROUTES.has(routePattern) || routePattern.startsWith('/_wix/')
    ? next()
    : new Response('Not found\n', { status: 404 });
