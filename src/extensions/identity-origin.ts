const EXAMPLE = 'PUBLIC_IDENTITY_ORIGIN=https://identity.example.com';

/**
 * The origin of a self-hosted endpoint, as the widgets are built with it; empty where they ask the origin that serves
 * them. Throws what is wrong with the value in one line: a typing error would show only on the sites of customers.
 */
export function identityOrigin(value: string | undefined): string {
  const text = value?.trim() ?? '';
  if (text === '') return '';
  const wrong = (fault: string) => new Error(`PUBLIC_IDENTITY_ORIGIN ${fault}, as in ${EXAMPLE}`);
  const url = URL.parse(text);
  if (!url) throw wrong('is not a URL: it has to be a scheme and a host');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw wrong('has to begin with https:// (or http:// on your own machine)');
  }
  if (url.username || url.password) throw wrong('must not hold a user name or a password');
  if (url.pathname !== '/' || url.search || url.hash) {
    throw wrong('has to end after the host: the path /api/get-instance is added to it');
  }
  return url.origin;
}
