import { instanceIdOf, siteIdOf } from './instance-id.ts';

const DAY_MS = 86_400_000;
const FIRST_PURCHASE = Date.UTC(2026, 0, 1);

const PLANS = ['Premium', 'Basic', null] as const;
const MOODS = ['Sunny', 'Quiet', 'Copper', 'Northern', 'Little', 'Golden', 'Wild', 'Honest'];
const TRADES = [
  'Bakery',
  'Yoga',
  'Florist',
  'Bicycles',
  'Ceramics',
  'Bookshop',
  'Coffee',
  'Tailor',
];
const PLACES = [
  { language: 'en', country: 'USA', currency: 'USD', city: 'Portland' },
  { language: 'de', country: 'DEU', currency: 'EUR', city: 'Leipzig' },
  { language: 'fr', country: 'FRA', currency: 'EUR', city: 'Nantes' },
  { language: 'ja', country: 'JPN', currency: 'JPY', city: 'Kobe' },
  { language: 'pt', country: 'BRA', currency: 'BRL', city: 'Recife' },
  { language: 'he', country: 'ISR', currency: 'ILS', city: 'Haifa' },
] as const;
const WIX_APPS = ['stores', 'bookings', 'blog', 'events', 'members', 'forms'];
const USER_TYPES = ['Channel DIY', 'Channel DIFM', 'Enterprise'];
const EMAIL_STATUSES = [
  'VERIFIED_OPT_IN',
  'VERIFIED_OPT_OUT',
  'NOT_VERIFIED_OPT_IN',
  'NOT_VERIFIED_OPT_OUT',
];

/** The body of `GET /apps/v1/instance` in REST form: dates are ISO strings. */
export type AppInstanceAnswer = Record<'instance' | 'site', Record<string, unknown>>;

/**
 * Derives all data of instance n from n alone. The plan follows n % 3 (Premium, Basic, free). A
 * free instance has no `billing`, as at Wix. The owner's data contains searchable markers:
 * `@owner.example` and `INV-`.
 */
export function deriveAppInstance(n: number): AppInstanceAnswer {
  return { instance: deriveInstance(n), site: deriveSite(n) };
}

function deriveInstance(n: number): Record<string, unknown> {
  const plan = PLANS[n % PLANS.length];
  const copied = n % 10 === 9;
  return {
    instanceId: instanceIdOf(n),
    appName: 'Instance Identity',
    appVersion: `1.${hash(n, 1) % 10}.0`,
    isFree: plan === null,
    ...(plan ? { billing: deriveBilling(n, plan) } : {}),
    permissions: ['MANAGE_YOUR_APP', 'READ_SITE_OWNER_EMAIL', 'READ_SITE_USER_TYPE'],
    availablePlans: [
      { packageName: 'Basic', source: 'Instance Identity' },
      { packageName: 'Premium', source: 'Instance Identity' },
    ],
    originInstanceId: copied ? instanceIdOf(n - 1) : null,
    isOriginSiteTemplate: false,
    copiedFromTemplate: copied,
    freeTrialAvailable: plan === null && hash(n, 2) % 2 === 0,
  };
}

function deriveBilling(n: number, packageName: string): Record<string, unknown> {
  const purchased = FIRST_PURCHASE + (hash(n, 3) % 180) * DAY_MS;
  const yearly = hash(n, 4) % 2 === 0;
  const hadTrial = hash(n, 5) % 2 === 0;
  return {
    packageName,
    billingCycle: yearly ? 'YEARLY' : 'MONTHLY',
    timeStamp: new Date(purchased).toISOString(),
    expirationDate: yearly ? new Date(purchased + 365 * DAY_MS).toISOString() : null,
    autoRenewing: hash(n, 6) % 4 !== 0,
    invoiceId: `INV-${String(n).padStart(10, '0')}`,
    source: hash(n, 7) % 5 === 0 ? 'Wix discount coupon' : '',
    freeTrialInfo: hadTrial
      ? { status: 'ENDED', endDate: new Date(purchased + 14 * DAY_MS).toISOString() }
      : { status: 'NOT_AVAILABLE', endDate: null },
  };
}

function deriveSite(n: number): Record<string, unknown> {
  const place = pick(PLACES, n, 8);
  const mood = pick(MOODS, n, 9);
  const trade = pick(TRADES, n, 10);
  const email = `owner-${n}@owner.example`;
  const unpublished = n % 20 === 19;
  return {
    siteId: siteIdOf(instanceIdOf(n)),
    siteDisplayName: `${mood} ${trade} ${n}`,
    description: `${trade} in ${place.city}`,
    url: unpublished ? null : `https://${mood}-${trade}-${n}.example`.toLowerCase(),
    locale: place.language,
    paymentCurrency: place.currency,
    multilingual: deriveMultilingual(n, place),
    installedWixApps: WIX_APPS.filter((_, index) => (hash(n, 11) >> index) % 2 === 0),
    ownerEmail: email,
    ownerInfo: { email, emailStatus: pick(EMAIL_STATUSES, n, 12) },
    siteUserType: pick(USER_TYPES, n, 13),
  };
}

function deriveMultilingual(n: number, home: (typeof PLACES)[number]): Record<string, unknown> {
  if (hash(n, 14) % 4 !== 0) return { isMultiLingual: false, supportedLanguages: [] };
  const second = PLACES.find((place) => place !== home) ?? home;
  return {
    isMultiLingual: true,
    supportedLanguages: [home, second].map((place) => ({
      languageCode: place.language,
      locale: { languageCode: place.language, country: place.country },
      isPrimary: place === home,
      isVisitorPrimary: place === home,
      countryCode: place.country,
      resolutionMethod: 'SUBDIRECTORY',
    })),
  };
}

function pick<T>(choices: readonly T[], n: number, salt: number): T {
  return choices[hash(n, salt) % choices.length] as T;
}

/** 32 well-mixed bits (the finalizer of MurmurHash3), so that neighbouring instances differ. */
function hash(n: number, salt: number): number {
  let h = Math.imul(n + 1, 0x9e37_79b1) ^ Math.imul(salt, 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
