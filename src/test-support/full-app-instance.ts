/**
 * An answer of `getAppInstance()` with a value for every field that `@wix/app-management` types, and
 * with fields at every depth that it does not type (`secret`, `newFieldOfWix`).
 */
export const FULL_APP_INSTANCE = {
  instance: {
    instanceId: 'i-1',
    appName: 'Clock',
    appVersion: '1.2.0',
    isFree: false,
    freeTrialAvailable: false,
    billing: {
      packageName: 'pro',
      billingCycle: 'MONTHLY',
      timeStamp: '2026-01-01T00:00:00.000Z',
      expirationDate: '2027-01-01T00:00:00.000Z',
      autoRenewing: true,
      source: 'MARKETPLACE',
      freeTrialInfo: { status: 'ENDED', endDate: '2026-02-01T00:00:00.000Z', secret: 's' },
      invoiceId: 'invoice-1',
    },
    permissions: ['SITE.READ'],
    availablePlans: [{ packageName: 'pro', source: 'MARKETPLACE', secret: 's' }],
    originInstanceId: 'i-0',
    isOriginSiteTemplate: false,
    copiedFromTemplate: true,
    newFieldOfWix: 'unknown',
  },
  site: {
    siteId: 'site-1',
    url: 'https://example.com',
    siteDisplayName: 'Example',
    description: 'A site',
    locale: 'en',
    paymentCurrency: 'EUR',
    multilingual: {
      isMultiLingual: true,
      secret: 's',
      supportedLanguages: [
        {
          languageCode: 'en',
          locale: { languageCode: 'en', country: 'GB', secret: 's' },
          isPrimary: true,
          countryCode: 'GBR',
          resolutionMethod: 'SUBDIRECTORY',
          isVisitorPrimary: true,
          secret: 's',
        },
      ],
    },
    installedWixApps: ['stores'],
    siteUserType: 'FREE',
    ownerEmail: 'owner@example.com',
    ownerInfo: { email: 'owner@example.com', emailStatus: 'VERIFIED' },
  },
};
