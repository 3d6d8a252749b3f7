import type { MiddlewareHandler } from 'astro';
import { astroApp } from '../astro-app.ts';
import { createWebHandler } from '../http/web-handler.ts';

/**
 * Answers the endpoint here, however Astro let its path be spelt; everything else goes on to Wix's
 * middleware untouched. What that throws can hold Wix's answer, and Astro would log it: it ends here.
 */
export const onRequest: MiddlewareHandler = async ({ request, routePattern }, next) => {
  if (routePattern === '/api/get-instance') return createWebHandler(astroApp().handle)(request);
  try {
    return await next();
  } catch (error) {
    console.error(`unexpected ${error instanceof Error ? error.name : typeof error} in a route`);
    return new Response('Internal error\n', { status: 500 });
  }
};
