/** The origin that `text` is: scheme, host and port only. Nothing where it is none. */
export function asOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  return isOrigin ? url.origin : undefined;
}

/** What to say of a variable that should be one. A URL can hold a password: the value is not repeated. */
export function notAnOrigin(name: string, example: string): string {
  return `${name} is not an origin (scheme, host and port only). Example: ${name}=${example}`;
}
