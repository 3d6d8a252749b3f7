/** The server's settings for the page's scripts. */
export interface Demo {
  /** The number of the app's instance on this site. */
  readonly instance: number;
  readonly role: 'visitor' | 'member' | 'user';
  /** The kind of the visitor's token. */
  readonly token: 'opaque' | 'signed';
  /** The endpoint's origin. */
  readonly endpoint: string;
  /** The address of a trace page, with `{traceId}` in it. */
  readonly tracePage?: string;
  readonly tagName: string;
  readonly elementUrl: string;
  readonly cardUrl: string;
}

export function readDemo(): Demo {
  return JSON.parse(byId('demo').textContent) as Demo;
}

/** Returns an element of the server's markup. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}
