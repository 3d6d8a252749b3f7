/** CORS headers. Any origin may call, because any site may hold the widget; the token is the guard. */
export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

/** In bytes. Browsers send the names of a page's own headers; only an attacker sends more. */
const MAX_ALLOWED_HEADERS = 2048;

/** RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;

/** Name, value, name, value … */
export const ON_EVERY_REPLY = [
  'Access-Control-Allow-Origin',
  '*',
  'Timing-Allow-Origin',
  '*',
  'X-Content-Type-Options',
  'nosniff',
] as const;

/** The headers of a preflight's answer. @param requestedHeaders `Access-Control-Request-Headers` */
export function preflightHeaders(requestedHeaders: string | undefined): readonly string[] {
  return [
    ...ON_EVERY_REPLY,
    'Access-Control-Allow-Methods',
    ALLOWED_METHODS,
    'Access-Control-Allow-Headers',
    allowedHeaders(requestedHeaders ?? ''),
    'Access-Control-Max-Age',
    '86400',
    'Vary',
    'Access-Control-Request-Headers',
  ];
}

/**
 * Repeats the requested names, because monitoring scripts add headers of their own to every request.
 * `Authorization` is always among them: a wildcard would not cover it.
 */
function allowedHeaders(requested: string): string {
  const names = requested.split(',').map((name) => name.trim().toLowerCase());
  let allowed = 'authorization';
  for (const name of new Set(names)) {
    if (name === 'authorization' || !HEADER_NAME.test(name)) continue;
    if (allowed.length + name.length + 2 > MAX_ALLOWED_HEADERS) continue;
    allowed += `, ${name}`;
  }
  return allowed;
}
