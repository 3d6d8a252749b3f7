import type { MiddlewareHandler } from 'astro';
import { answerInAstro } from './answer-in-astro.ts';
import { reportBug } from '../report-bug.ts';

/**
 * Answers the endpoint here, however Astro let its path be spelt; everything else goes on to Wix's
 * middleware untouched. What that throws can hold Wix's answer, and Astro would log it: it ends here.
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
