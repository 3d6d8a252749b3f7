/** CORS headers. Any origin may call, because any site may hold the widget; the token is the guard. */
export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

const ALLOWED_HEADERS =
  'authorization, content-type, if-none-match, traceparent, tracestate, baggage';

/** Name, value, name, value … */
export const ON_EVERY_REPLY = [
  'Access-Control-Allow-Origin',
  '*',
  'Timing-Allow-Origin',
  '*',
  'X-Content-Type-Options',
  'nosniff',
] as const;

/** The headers of a preflight's answer, for the header names that the browser asks about. */
export function preflightHeaders(requestedHeaders: string | undefined): readonly string[] {
  const wixHeaders = (requestedHeaders ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^x-wix-[a-z0-9-]+$/.test(name));
  return [
    ...ON_EVERY_REPLY,
    'Access-Control-Allow-Methods',
    ALLOWED_METHODS,
    'Access-Control-Allow-Headers',
    [ALLOWED_HEADERS, ...new Set(wixHeaders)].join(', '),
    'Access-Control-Max-Age',
    '86400',
    'Vary',
    'Access-Control-Request-Headers',
  ];
}
