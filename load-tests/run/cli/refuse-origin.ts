/** Where Wix itself, sites on Wix and apps released to Wix's hosting answer. */
const WIX_DOMAINS = [
  'wix.com',
  'wixapis.com',
  'wixsite.com',
  'wixstudio.com',
  'wixstudio.io',
  'editorx.com',
  'editorx.io',
  'wix.run',
  'wix-site-host.com',
  'wix-development-sites.org',
  'wix-code.com',
  'wixapps.net',
  'wixgateway.com',
  'wixpress.com',
  'wixprod.net',
  'wixstatic.com',
  'wixmp.com',
  'parastorage.com',
  'filesusr.com',
];

/**
 * Why load must not be sent there, or undefined where it may. Loopback and private networks are free;
 * anywhere else somebody has to say that it is theirs, because load on another's server is an attack.
 */
export function refuseOrigin(baseUrl: string, iOwnThis: boolean): string | undefined {
  if (iOwnThis) return undefined;
  const host = new URL(baseUrl).hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const domain = WIX_DOMAINS.find((wix) => host === wix || host.endsWith(`.${wix}`));
  if (domain !== undefined) {
    return `${baseUrl} is Wix's own (${domain}): load there spends the app's budget of 200 calls a minute, and harms others; --i-own-this if you may`;
  }
  if (isNear(host)) return undefined;
  return `${baseUrl} is neither this machine nor a private network: --i-own-this if it is yours to load`;
}

function isNear(host: string): boolean {
  if (host === 'localhost' || /\.(localhost|local|internal|test)$/.test(host)) return true;
  // A name without a dot is known to this network only: a container, a host beside this one.
  if (!/[.:]/.test(host)) return true;
  if (host === '::1' || /^f[cd][0-9a-f]{2}:/.test(host) || /^fe80:/.test(host)) return true;
  // `URL` has made every way to write an IPv4 address this one.
  const bytes = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host)?.slice(1).map(Number);
  if (bytes === undefined) return false;
  const [first = 0, second = 0] = bytes;
  return (
    first === 127 ||
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168)
  );
}
