import type { MiddlewareHandler } from 'astro';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const FORM_CONTENT_TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
];

/** Wix posts a bare JWT there, which verifies itself, in whatever content type. */
const WEBHOOKS = '/_wix/extensions/webhooks/';

/**
 * Astro's own origin check (`security.checkOrigin`, Astro 5, core/app/middlewares.js), which the integration
 * turns off: it answers 403 before any middleware runs, also where the endpoint owes a 405 with CORS. The
 * lane has answered the endpoint by now.
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

/** A browser sends these across sites without a preflight; none at all counts too. */
function isFormLike(contentType: string | null): boolean {
  if (contentType === null) return true;
  const type = contentType.toLowerCase();
  return FORM_CONTENT_TYPES.some((form) => type.includes(form));
}
