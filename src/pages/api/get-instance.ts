import type { APIRoute } from 'astro';
import { answerInAstro } from '../../hosts/astro/answer-in-astro.ts';

/**
 * The documented route. Astro needs this file to register the path, but `src/hosts/astro/lane.ts` answers
 * first.
 */
export const ALL: APIRoute = ({ request }) => answerInAstro(request);
