/** What the server tells the page's scripts. */
export interface Demo {
  /** The number of the app's instance on the site that is looked at. */
  readonly instance: number;
  readonly role: 'visitor' | 'member' | 'user';
  /** Of which form the visitor's token is. */
  readonly token: 'opaque' | 'signed';
  /** The endpoint's origin. */
  readonly endpoint: string;
  /** A page's address with `{traceId}` in it. */
  readonly tracePage?: string;
  readonly tagName: string;
  readonly elementUrl: string;
  readonly cardUrl: string;
}

export function readDemo(): Demo {
  return JSON.parse(byId('demo').textContent) as Demo;
}

/** An element that the server has put there. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}
