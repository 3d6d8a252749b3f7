import { deriveAppInstance } from '../instances/derive-app-instance.ts';

/** A site of the demo. */
export interface DemoSite {
  /** The number of the app's instance on the site. */
  readonly instance: number;
  readonly name: string;
  readonly town: string;
  readonly direction: 'ltr' | 'rtl';
}

/**
 * Four potteries among the emulator's million sites: two paid plans, one free plan, one
 * right-to-left site.
 */
export const DEMO_SITES: readonly DemoSite[] = [241, 204, 278, 91].map((instance) => {
  const { siteDisplayName, description, locale } = deriveAppInstance(instance).site;
  return {
    instance,
    // Emulated site names end in a number; a shop's name would not.
    name: String(siteDisplayName).replace(/ \d+$/, ''),
    town: String(description).replace(/^.* in /, ''),
    direction: locale === 'he' ? 'rtl' : 'ltr',
  };
});

export const ROLES = ['visitor', 'member', 'user'] as const;

export type Role = (typeof ROLES)[number];

/** Only Wix can verify an opaque token; the endpoint verifies a signed one itself. */
export const TOKEN_KINDS = ['opaque', 'signed'] as const;

/**
 * The page's query: site, visitor, token and appearance. Unknown values fall back to the default.
 */
export interface PageView {
  readonly site: DemoSite;
  readonly role: Role;
  readonly token: (typeof TOKEN_KINDS)[number];
  readonly scheme: 'auto' | 'light' | 'dark';
}

export function readPageView(query: Readonly<Record<string, string>>): PageView {
  const [first] = DEMO_SITES;
  const site = DEMO_SITES.find(({ instance }) => String(instance) === query['site']) ?? first;
  if (!site) throw new Error('There are no demo sites');
  return {
    site,
    role: ROLES.find((role) => role === query['role']) ?? 'visitor',
    token: TOKEN_KINDS.find((kind) => kind === query['token']) ?? 'opaque',
    scheme: (['light', 'dark'] as const).find((scheme) => scheme === query['scheme']) ?? 'auto',
  };
}
