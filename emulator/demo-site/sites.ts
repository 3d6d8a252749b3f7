import { deriveAppInstance } from '../instances/derive-app-instance.ts';

/** One of the sites that the app is installed on, as the demo shows it. */
export interface DemoSite {
  /** The number of the app's instance on it. */
  readonly instance: number;
  readonly name: string;
  readonly town: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Four potteries out of the emulator's million sites: two plans, none, and one that reads from the right. */
export const DEMO_SITES: readonly DemoSite[] = [241, 204, 278, 91].map((instance) => {
  const { siteDisplayName, description, locale } = deriveAppInstance(instance).site;
  return {
    instance,
    // Emulated sites carry their number in their name; a shop would not.
    name: String(siteDisplayName).replace(/ \d+$/, ''),
    town: String(description).replace(/^.* in /, ''),
    direction: locale === 'he' ? 'rtl' : 'ltr',
  };
});

export const ROLES = ['visitor', 'member', 'user'] as const;

export type Role = (typeof ROLES)[number];

/** What only Wix can vouch for, or what the endpoint can prove itself. */
export const TOKEN_KINDS = ['opaque', 'signed'] as const;

/** Who looks at which site, and how, by the page's own query. Whatever is not understood is the default. */
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
