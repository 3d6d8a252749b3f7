import type { MiddlewareHandler } from 'astro';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const FORM_CONTENT_TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
];

/** Wix posts a signed JWT to these routes, with any content type. The signature replaces the origin check. */
const WEBHOOKS = '/_wix/extensions/webhooks/';

/**
 * A copy of Astro's origin check (`security.checkOrigin`, Astro 5, core/app/middlewares.js), which the
 * integration turns off. Astro's own check returns 403 before any middleware runs, even for the endpoint,
 * which must return 405 with CORS headers. This copy runs after `lane.ts`, so endpoint requests never reach it.
 */
export const onRequest: MiddlewareHandler = (context, next) => {
  const { request, url, isPrerendered, routePattern } = context;
  if (isPrerendered || SAFE_METHODS.has(request.method)) return next();
  if (routePattern.startsWith(WEBHOOKS) || request.headers.get('origin') === url.origin)
    return next();
  return isFormLike(request.headers.get('content-type'))
    ? new Response(`Cross-site ${request.method} form submissions are forbidden`, { status: 403 })
    : next();
};

/** Browsers send these content types across sites without a preflight. A missing content type counts too. */
function isFormLike(contentType: string | null): boolean {
  if (contentType === null) return true;
  const type = contentType.toLowerCase();
  return FORM_CONTENT_TYPES.some((form) => type.includes(form));
}
