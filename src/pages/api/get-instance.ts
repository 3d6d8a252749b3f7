import type { APIRoute } from 'astro';
import { answerInAstro } from '../../hosts/astro/answer-in-astro.ts';

/** The documented door, and why Astro knows the path. `src/express-lane/` answers before it gets here. */
export const ALL: APIRoute = ({ request }) => answerInAstro(request);
