import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectInstance } from './project-instance.ts';

/** An answer of Wix in which everything is there, and more than should be. */
const FULL = {
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

const FOR_VISITORS = {
  instanceId: 'i-1',
  instance: {
    appName: 'Clock',
    appVersion: '1.2.0',
    isFree: false,
    freeTrialAvailable: false,
    billing: { packageName: 'pro' },
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
      supportedLanguages: [
        {
          languageCode: 'en',
          locale: { languageCode: 'en', country: 'GB' },
          isPrimary: true,
          countryCode: 'GBR',
          resolutionMethod: 'SUBDIRECTORY',
          isVisitorPrimary: true,
        },
      ],
    },
  },
};

const FOR_COLLABORATORS = {
  instanceId: 'i-1',
  instance: {
    ...FOR_VISITORS.instance,
    billing: {
      packageName: 'pro',
      billingCycle: 'MONTHLY',
      timeStamp: '2026-01-01T00:00:00.000Z',
      expirationDate: '2027-01-01T00:00:00.000Z',
      autoRenewing: true,
      source: 'MARKETPLACE',
      freeTrialInfo: { status: 'ENDED', endDate: '2026-02-01T00:00:00.000Z' },
    },
    permissions: ['SITE.READ'],
    availablePlans: [{ packageName: 'pro', source: 'MARKETPLACE' }],
    originInstanceId: 'i-0',
    isOriginSiteTemplate: false,
    copiedFromTemplate: true,
  },
  site: { ...FOR_VISITORS.site, installedWixApps: ['stores'], siteUserType: 'FREE' },
};

/** Paths that may leave, written out by hand: `[]` for each item of a list, and what a value is. */
const VISITOR_PATHS = [
  'instanceId',
  'instance.appName',
  'instance.appVersion',
  'instance.isFree',
  'instance.freeTrialAvailable',
  'instance.billing.packageName',
  'site.siteId',
  'site.url',
  'site.siteDisplayName',
  'site.description',
  'site.locale',
  'site.paymentCurrency',
  'site.multilingual.isMultiLingual',
  'site.multilingual.supportedLanguages[].languageCode',
  'site.multilingual.supportedLanguages[].locale.languageCode',
  'site.multilingual.supportedLanguages[].locale.country',
  'site.multilingual.supportedLanguages[].isPrimary',
  'site.multilingual.supportedLanguages[].countryCode',
  'site.multilingual.supportedLanguages[].resolutionMethod',
  'site.multilingual.supportedLanguages[].isVisitorPrimary',
];
const COLLABORATOR_PATHS = [
  ...VISITOR_PATHS,
  'instance.billing.billingCycle',
  'instance.billing.timeStamp',
  'instance.billing.expirationDate',
  'instance.billing.autoRenewing',
  'instance.billing.source',
  'instance.billing.freeTrialInfo.status',
  'instance.billing.freeTrialInfo.endDate',
  'instance.permissions[]',
  'instance.availablePlans[].packageName',
  'instance.availablePlans[].source',
  'instance.originInstanceId',
  'instance.isOriginSiteTemplate',
  'instance.copiedFromTemplate',
  'site.installedWixApps[]',
  'site.siteUserType',
];

/** The path of every value that is no object or list. */
function leafPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leafPaths(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leafPaths(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** The path of every object and list, and of every value, in it. */
function allPaths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => allPaths(item, `${path}[]`))];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    allPaths(item, path === '' ? key : `${path}.${key}`),
  );
  return [path, ...inner];
}

function get(path: string, from: unknown): unknown {
  return path.split('.').reduce<any>((value, key) => value?.[key], from);
}

describe('projectInstance', () => {
  it('shows a visitor the row of the contract, and nothing else', () => {
    expect(projectInstance('i-1', FULL, 'visitor')).toEqual(FOR_VISITORS);
  });

  it('shows a collaborator both rows of the contract, and nothing else', () => {
    expect(projectInstance('i-1', FULL, 'collaborator')).toEqual(FOR_COLLABORATORS);
  });

  it.each([
    'instance.appName',
    'instance.appVersion',
    'instance.isFree',
    'instance.freeTrialAvailable',
    'instance.billing.packageName',
    'site.siteId',
    'site.url',
    'site.siteDisplayName',
    'site.description',
    'site.locale',
    'site.paymentCurrency',
    'site.multilingual.isMultiLingual',
  ])('shows %s to everybody', (path) => {
    const expected = get(path, FULL);
    expect(expected).toBeDefined();
    expect(get(path, projectInstance('i-1', FULL, 'visitor'))).toEqual(expected);
    expect(get(path, projectInstance('i-1', FULL, 'collaborator'))).toEqual(expected);
  });

  it.each([
    'instance.billing.billingCycle',
    'instance.billing.timeStamp',
    'instance.billing.expirationDate',
    'instance.billing.autoRenewing',
    'instance.billing.source',
    'instance.billing.freeTrialInfo.status',
    'instance.permissions',
    'instance.availablePlans.0.packageName',
    'instance.originInstanceId',
    'instance.isOriginSiteTemplate',
    'instance.copiedFromTemplate',
    'site.installedWixApps',
    'site.siteUserType',
  ])('shows %s to collaborators only', (path) => {
    const expected = get(path, FULL);
    expect(expected).toBeDefined();
    expect(get(path, projectInstance('i-1', FULL, 'visitor'))).toBeUndefined();
    expect(get(path, projectInstance('i-1', FULL, 'collaborator'))).toEqual(expected);
  });

  it.each([
    'site.ownerEmail',
    'site.ownerInfo',
    'instance.billing.invoiceId',
    'instance.newFieldOfWix',
    'instance.instanceId',
    'instance.availablePlans.0.secret',
    'instance.billing.freeTrialInfo.secret',
    'site.multilingual.secret',
    'site.multilingual.supportedLanguages.0.locale.secret',
  ])('shows %s to nobody', (path) => {
    expect(get(path, FULL)).toBeDefined();
    expect(get(path, projectInstance('i-1', FULL, 'visitor'))).toBeUndefined();
    expect(get(path, projectInstance('i-1', FULL, 'collaborator'))).toBeUndefined();
  });

  it('shows a collaborator an empty list, and no visitor that there is one', () => {
    const answer = { instance: { permissions: [], availablePlans: [] }, site: {} };
    expect(projectInstance('i-1', answer, 'collaborator').instance).toEqual(answer.instance);
    expect(projectInstance('i-1', answer, 'visitor').instance).toEqual({});
  });

  it('does not show a visitor an object of which he may see no field', () => {
    const answer = { instance: { billing: { source: 'MARKETPLACE' } }, site: {} };
    expect(projectInstance('i-1', answer, 'visitor').instance).toEqual({});
  });

  it('always has instance and site, though nothing be in them', () => {
    const empty = { instanceId: 'i-1', instance: {}, site: {} };
    expect(projectInstance('i-1', { instance: {}, site: {} }, 'visitor')).toEqual(empty);
    expect(projectInstance('i-1', { instance: {}, site: {} }, 'collaborator')).toEqual(empty);
  });

  it('names the instance that was asked for, not the one in the answer', () => {
    expect(projectInstance('i-2', FULL, 'visitor').instanceId).toBe('i-2');
  });

  it('writes dates as ISO 8601, as JSON would', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const billing = { timeStamp: at, expirationDate: new Date(Number.NaN) };
    const { instance } = projectInstance(
      'i-1',
      { instance: { billing }, site: {} },
      'collaborator',
    );
    expect(instance).toEqual({ billing: { timeStamp: '2026-01-01T00:00:00.000Z' } });
  });

  it('keeps null, which says that there is no value', () => {
    const answer = { instance: { appVersion: null }, site: {} };
    expect(projectInstance('i-1', answer, 'visitor').instance).toEqual({ appVersion: null });
  });

  it.each([
    ['an object for a value', { appName: { toString: 'x' } }],
    ['a list for a value', { appName: ['Clock'] }],
    ['a value for an object', { billing: 'pro' }],
    ['a list for an object', { billing: [{ packageName: 'pro' }] }],
    ['null for an object', { billing: null }],
    ['a value for a list', { permissions: 'ALL' }],
    ['an object for a list', { permissions: { 0: 'ALL' } }],
    ['no number', { appVersion: Number.NaN }],
    ['a function', { appName: () => 'Clock' }],
    ['a bigint', { appVersion: 1n }],
  ])('leaves out %s', (_, instance) => {
    expect(projectInstance('i-1', { instance, site: {} }, 'collaborator').instance).toEqual({});
  });

  it('leaves out of a list what has not the shape of its items', () => {
    const instance = {
      permissions: ['A', { secret: 's' }, ['B'], undefined],
      availablePlans: ['x'],
    };
    expect(projectInstance('i-1', { instance, site: {} }, 'collaborator').instance).toEqual({
      permissions: ['A'],
      availablePlans: [],
    });
  });

  it('takes fields from the answer alone, not from what it inherits', () => {
    const instance = Object.create({ appName: 'inherited' }) as Record<string, unknown>;
    expect(projectInstance('i-1', { instance, site: {} }, 'visitor').instance).toEqual({});
  });
});

describe('whatever Wix answers', () => {
  const secrets = { ownerEmail: 'SECRET', ownerInfo: { email: 'SECRET' }, invoiceId: 'SECRET' };
  const names = [
    ...new Set([...COLLABORATOR_PATHS.flatMap((path) => path.replaceAll('[]', '').split('.'))]),
    ...Object.keys(secrets),
    '__proto__',
  ];

  /** Objects and lists of known names in unknown places, with secrets at any depth. */
  const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, fc.anything(), tie('node')),
    node: fc.oneof(
      fc
        .dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 8 })
        .map((object) => ({ ...object, ...secrets })),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));

  /** The full answer, with anything in the place of some of its values, and secrets in all. */
  function spoiled(value: unknown): fc.Arbitrary<unknown> {
    if (Array.isArray(value)) {
      const items = fc.tuple(...value.map((item) => spoiled(item)), tree);
      return fc.oneof({ arbitrary: items, weight: 4 }, { arbitrary: tree, weight: 1 });
    }
    if (typeof value === 'object' && value !== null) {
      const fields = Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, spoiled(inner)]),
      );
      const whole = fc
        .tuple(fc.record(fields), fc.object())
        .map(([known, more]) => ({ ...more, ...known, ...secrets }));
      return fc.oneof({ arbitrary: whole, weight: 6 }, { arbitrary: tree, weight: 1 });
    }
    return fc.oneof({ arbitrary: fc.constant(value), weight: 4 }, { arbitrary: tree, weight: 1 });
  }

  const asRecord = (value: unknown) =>
    (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const answers = fc
    .tuple(spoiled(FULL.instance), spoiled(FULL.site))
    .map(([instance, site]) => ({ instance: asRecord(instance), site: asRecord(site) }));

  it.each([
    ['visitor', VISITOR_PATHS],
    ['collaborator', COLLABORATOR_PATHS],
  ] as const)('a %s gets no field that is not on the list, in no other shape', (audience, list) => {
    const leaves = new Set<string>(list);
    // What stands above a listed field: an object, or a list, and only these.
    const above = new Set(['', 'instance', 'site']);
    for (const path of list) {
      for (let end = 0; end < path.length; end += 1) {
        if (path[end] === '.' || path[end] === '[') above.add(path.slice(0, end));
        if (path[end] === ']') above.add(path.slice(0, end + 1));
      }
    }
    let seen = 0;
    fc.assert(
      fc.property(answers, (answer) => {
        const sent: unknown = JSON.parse(JSON.stringify(projectInstance('i-1', answer, audience)));
        const strayPaths = allPaths(sent).filter((path) => !leaves.has(path) && !above.has(path));
        expect(strayPaths).toEqual([]);
        for (const path of leafPaths(sent)) {
          expect(leaves.has(path), `${path} holds a value`).toBe(true);
          seen += 1;
        }
        expect(JSON.stringify(sent)).not.toContain('SECRET');
      }),
      { numRuns: 300 },
    );
    // The property would hold for a projection of nothing: it did have something to look at.
    expect(seen).toBeGreaterThan(1000);
  });
});
