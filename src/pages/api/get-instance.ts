import type { APIRoute } from 'astro';
import { getSecret } from 'astro:env/server';
export const GET: APIRoute = async () => new Response(String(getSecret('WIX_CLIENT_ID')));
