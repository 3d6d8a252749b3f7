import type { MiddlewareHandler } from 'astro';
import { answerInAstro } from './answer-in-astro.ts';
import { reportBug } from '../report-bug.ts';

/**
 * Answers the endpoint under every spelling of its path that Astro accepts. Passes other requests on to
 * Wix's middleware. Errors from that middleware may contain Wix's response, so they are caught here before
 * Astro can log them.
 */
export const onRequest: MiddlewareHandler = async ({ request, routePattern }, next) => {
  if (routePattern === '/api/get-instance') return answerInAstro(request);
  try {
    return await next();
  } catch (error) {
    reportBug(error, ' in a route');
    return new Response('Internal error\n', { status: 500 });
  }
};
