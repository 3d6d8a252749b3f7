export const ENDPOINT = '/api/get-instance';

/** RFC 9112, section 3.2.2: a client may send the whole address, and a proxy always does. */
const ORIGIN = /^https?:\/\/[^/\\?#]*/i;

/** The target in origin form. Undefined where it is in neither form, as in `OPTIONS *`. */
export function originForm(target: string): string | undefined {
  if (target.startsWith('/')) return target;
  const origin = ORIGIN.exec(target)?.[0];
  if (origin === undefined) return undefined;
  const rest = target.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** `query` without its question mark; empty where there is none. */
export function partsOf(inOriginForm: string): { readonly path: string; readonly query: string } {
  const [target = ''] = inOriginForm.split('#', 1);
  const queryAt = target.indexOf('?');
  if (queryAt === -1) return { path: target, query: '' };
  return { path: target.slice(0, queryAt), query: target.slice(queryAt + 1) };
}

/**
 * Whether Astro would take another spelling of the path for the endpoint: it decodes, and it collapses
 * slashes. Then Wix's middleware would run, with its calls and its token in a response header.
 */
export function isEndpoint(path: string): boolean {
  try {
    return (
      decodeURIComponent(path)
        .replace(/[\\/]+/g, '/')
        .replace(/\/$/, '') === ENDPOINT
    );
  } catch {
    return false;
  }
}
