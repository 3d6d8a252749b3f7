import type { MiddlewareHandler } from 'astro';
import { astroApp } from '../astro-app.ts';
import { createWebHandler } from '../http/web-handler.ts';

/** Astro matches a route with and without the slash. */
const ENDPOINT = /^\/api\/get-instance\/?$/;

/** Answers the endpoint here; everything else goes on to Wix's middleware untouched. */
export const onRequest: MiddlewareHandler = ({ request, url }, next) =>
  ENDPOINT.test(url.pathname) ? createWebHandler(astroApp().handle)(request) : next();
