import type { HandleGetInstance } from '../../endpoint/handle-get-instance.ts';

/**
 * Creates a web-standard `Request → Response` handler for the endpoint. The Astro route uses it. It also fits
 * `src/endpoints/` of Wix's newer project structure.
 */
export function createWebHandler(
  handle: HandleGetInstance,
): (request: Request) => Promise<Response> {
  return async function webHandler(request) {
    const { method, headers, url } = request;
    const header = (name: string) => headers.get(name) ?? undefined;
    const reply = await handle({
      method,
      query: new URL(url).search.slice(1),
      authorization: header('Authorization'),
      ifNoneMatch: header('If-None-Match'),
      traceparent: header('traceparent'),
      accessControlRequestHeaders: header('Access-Control-Request-Headers'),
      headers,
    });
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < reply.headers.length; i += 2) {
      pairs.push([reply.headers[i] ?? '', reply.headers[i + 1] ?? '']);
    }
    return new Response(reply.body ?? null, { status: reply.status, headers: pairs });
  };
}
