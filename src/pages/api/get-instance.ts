import type { APIRoute } from 'astro';
import { answerInAstro } from '../../astro-app.ts';

/** The documented door, and why Astro knows the path. `src/express-lane/` answers before it gets here. */
export const ALL: APIRoute = ({ request }) => answerInAstro(request);
