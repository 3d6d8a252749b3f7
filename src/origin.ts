/** Returns `text` as an origin (scheme, host and port only), or undefined if it is not one. */
export function asOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  return isOrigin ? url.origin : undefined;
}

/** The fault of a variable that must be an origin. It omits the value, because a URL can contain a password. */
export function notAnOrigin(name: string, example: string): string {
  return `${name} is not an origin (scheme, host and port only). Example: ${name}=${example}`;
}
