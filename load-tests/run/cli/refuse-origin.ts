import { CALLS_PER_MINUTE } from '../../../emulator/world/rate-limit.ts';

/** The domains of Wix itself, of sites on Wix and of apps on Wix's hosting. */
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
 * Why load must not be sent to this origin, or undefined when it may. Loopback and private networks are allowed.
 * Elsewhere the user must confirm ownership, because load on another's server is an attack.
 */
export function refuseOrigin(baseUrl: string, iOwnThis: boolean): string | undefined {
  if (iOwnThis) return undefined;
  const host = new URL(baseUrl).hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const domain = WIX_DOMAINS.find((wix) => host === wix || host.endsWith(`.${wix}`));
  if (domain !== undefined) {
    return `${baseUrl} belongs to Wix (${domain}). Load there spends the app's ${CALLS_PER_MINUTE} calls a minute and harms others; add --i-own-this if you are permitted`;
  }
  if (isNear(host)) return undefined;
  return `${baseUrl} is neither this machine nor in a private network; add --i-own-this if it is yours`;
}

function isNear(host: string): boolean {
  if (host === 'localhost' || /\.(localhost|local|internal|test)$/.test(host)) return true;
  // A name without a dot is local: a container, or a host in the same network.
  if (!/[.:]/.test(host)) return true;
  if (host === '::1' || /^f[cd][0-9a-f]{2}:/.test(host) || /^fe80:/.test(host)) return true;
  // `URL` normalizes every notation of an IPv4 address to this one.
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
