export const ENDPOINT = '/api/get-instance';

/** RFC 9112, section 3.2.2: servers must accept the absolute form, which clients use with proxies. */
const ORIGIN = /^https?:\/\/[^/\\?#]*/i;

/** Returns the target in origin form, or undefined if it has neither form, as in `OPTIONS *`. */
export function originForm(target: string): string | undefined {
  if (target.startsWith('/')) return target;
  const origin = ORIGIN.exec(target)?.[0];
  if (origin === undefined) return undefined;
  const rest = target.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** `query` excludes the question mark and is empty if the target has no query. */
export function partsOf(inOriginForm: string): { readonly path: string; readonly query: string } {
  const [target = ''] = inOriginForm.split('#', 1);
  const queryAt = target.indexOf('?');
  if (queryAt === -1) return { path: target, query: '' };
  return { path: target.slice(0, queryAt), query: target.slice(queryAt + 1) };
}

/**
 * Whether Astro routes this spelling of the path to the endpoint. Astro decodes paths and collapses slashes.
 * In Astro, Wix's middleware would call Wix and add its token to a response header.
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
