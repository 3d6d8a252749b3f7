import type { ServerResponse } from 'node:http';

/** Writes one line of ASCII text. The Node server uses it for every response of its own except the endpoint's. */
export function plainReply(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': text.length + 1,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(`${text}\n`);
}

export function methodNotAllowed(response: ServerResponse, allow: string): void {
  plainReply(response, 405, 'Method not allowed', { Allow: allow });
}
