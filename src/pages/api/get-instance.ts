import type { APIRoute } from 'astro';
import { astroApp } from '../../astro-app.ts';
import { createWebHandler } from '../../http/web-handler.ts';

/** The documented door, and why Astro knows the path. `src/express-lane/` answers before it gets here. */
export const ALL: APIRoute = ({ request }) => createWebHandler(astroApp().handle)(request);
