import { describe, expect, test } from 'vitest';
import type { Audience } from '../identity/identity.ts';
import { FULL_APP_INSTANCE as FULL } from '../test-support/full-app-instance.ts';
import { COLLABORATOR_ONLY_PATHS, VISITOR_PATHS } from '../test-support/visible-paths.ts';
import type { AppInstance } from './instance-source.ts';
import { mergeProjections, projectInstance } from './project-instance.ts';

/** The view of one audience, as replies represent it. */
function viewOf(audience: Audience, answer: AppInstance, instanceId = 'i-1'): any {
  const { visitor, collaboratorOnly } = projectInstance(instanceId, answer);
  return audience === 'visitor' || collaboratorOnly === undefined
    ? visitor
    : mergeProjections(visitor, collaboratorOnly);
}

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

/** The value at a path; of a list its first item. */
function get(path: string, from: unknown): unknown {
  const names = path.replaceAll('[]', '.0').split('.');
  return names.reduce<any>((value, name) => value?.[name], from);
}

describe('projectInstance', () => {
  test("shows a visitor the contract's fields for visitors, and no other field", () => {
    expect(viewOf('visitor', FULL)).toEqual(FOR_VISITORS);
  });

  test("shows a collaborator the contract's fields for both audiences, and no other field", () => {
    expect(viewOf('collaborator', FULL)).toEqual(FOR_COLLABORATORS);
  });

  test.each(VISITOR_PATHS.filter((path) => path !== 'instanceId'))(
    'shows %s to everyone',
    (path) => {
      const expected = get(path, FULL);
      expect(expected).toBeDefined();
      expect(get(path, viewOf('visitor', FULL))).toEqual(expected);
      expect(get(path, viewOf('collaborator', FULL))).toEqual(expected);
    },
  );

  test.each(COLLABORATOR_ONLY_PATHS)('shows %s to collaborators only', (path) => {
    const expected = get(path, FULL);
    expect(expected).toBeDefined();
    expect(get(path, viewOf('visitor', FULL))).toBeUndefined();
    expect(get(path, viewOf('collaborator', FULL))).toEqual(expected);
  });

  test.each([
    'site.ownerEmail',
    'site.ownerInfo',
    'instance.billing.invoiceId',
    'instance.newFieldOfWix',
    'instance.instanceId',
    'instance.availablePlans[].secret',
    'instance.billing.freeTrialInfo.secret',
    'site.multilingual.secret',
    'site.multilingual.supportedLanguages[].secret',
    'site.multilingual.supportedLanguages[].locale.secret',
  ])('shows %s to nobody', (path) => {
    expect(get(path, FULL)).toBeDefined();
    expect(get(path, viewOf('visitor', FULL))).toBeUndefined();
    expect(get(path, viewOf('collaborator', FULL))).toBeUndefined();
  });

  test('shows an empty list to collaborators, and hides from visitors that it exists', () => {
    const answer = { instance: { permissions: [], availablePlans: [] }, site: {} };
    expect(viewOf('collaborator', answer).instance).toEqual(answer.instance);
    expect(viewOf('visitor', answer).instance).toEqual({});
  });

  test('hides an object from visitors if they may see none of its fields', () => {
    const answer = { instance: { billing: { source: 'MARKETPLACE' } }, site: {} };
    expect(viewOf('visitor', answer).instance).toEqual({});
  });

  test('always has an instance and a site, even if they are empty', () => {
    const empty = { instanceId: 'i-1', instance: {}, site: {} };
    expect(viewOf('visitor', { instance: {}, site: {} })).toEqual(empty);
    expect(viewOf('collaborator', { instance: {}, site: {} })).toEqual(empty);
  });

  test('has no part for collaborators if they see no more than visitors', () => {
    expect(projectInstance('i-1', { instance: {}, site: {} }).collaboratorOnly).toBeUndefined();
    const { collaboratorOnly } = projectInstance('i-1', {
      instance: { appName: 'Clock', billing: { packageName: 'pro' } },
      site: { siteId: 'site-1' },
    });
    expect(collaboratorOnly).toBeUndefined();
  });

  test('repeats nothing of the visitor part in the part for collaborators', () => {
    const { visitor, collaboratorOnly } = projectInstance('i-1', FULL);
    for (const path of VISITOR_PATHS) expect(get(path, collaboratorOnly), path).toBeUndefined();
    for (const path of COLLABORATOR_ONLY_PATHS) expect(get(path, visitor), path).toBeUndefined();
  });

  test('takes the instance id from its argument, not from the answer', () => {
    expect(viewOf('visitor', FULL, 'i-2').instanceId).toBe('i-2');
  });

  test('writes dates as ISO 8601, as JSON does', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const billing = { timeStamp: at, expirationDate: new Date(Number.NaN) };
    const { instance } = viewOf('collaborator', { instance: { billing }, site: {} });
    expect(instance).toEqual({ billing: { timeStamp: '2026-01-01T00:00:00.000Z' } });
  });

  test('keeps null, which states that there is no value', () => {
    const answer = { instance: { appVersion: null }, site: {} };
    expect(viewOf('visitor', answer).instance).toEqual({ appVersion: null });
  });

  test.each([
    ['an object for a scalar', { appName: { toString: 'x' } }],
    ['a list for a scalar', { appName: ['Clock'] }],
    ['a scalar for an object', { billing: 'pro' }],
    ['a list for an object', { billing: [{ packageName: 'pro' }] }],
    ['null for an object', { billing: null }],
    ['a scalar for a list', { permissions: 'ALL' }],
    ['an object for a list', { permissions: { 0: 'ALL' } }],
    ['NaN', { appVersion: Number.NaN }],
    ['a function', { appName: () => 'Clock' }],
    ['a bigint', { appVersion: 1n }],
  ])('leaves out %s', (_, instance) => {
    expect(viewOf('collaborator', { instance, site: {} }).instance).toEqual({});
  });

  test('leaves out of a list the items of another shape', () => {
    const instance = {
      permissions: ['A', { secret: 's' }, ['B'], undefined],
      availablePlans: ['x'],
    };
    expect(viewOf('collaborator', { instance, site: {} }).instance).toEqual({
      permissions: ['A'],
      availablePlans: [],
    });
  });

  test('ignores inherited fields', () => {
    const instance = Object.create({ appName: 'inherited' }) as Record<string, unknown>;
    expect(viewOf('visitor', { instance, site: {} }).instance).toEqual({});
  });
});

describe('mergeProjections', () => {
  test('merges objects field by field, at any depth', () => {
    const base = { name: 'Clock', billing: { plan: 'Premium' }, site: { url: 'u' } };
    const more = { billing: { cycle: 'YEARLY', trial: { status: 'NONE' } }, permissions: ['A'] };
    expect(mergeProjections(base, more)).toEqual({
      name: 'Clock',
      billing: { plan: 'Premium', cycle: 'YEARLY', trial: { status: 'NONE' } },
      permissions: ['A'],
      site: { url: 'u' },
    });
  });

  test('leaves the base as it is if there is nothing more', () => {
    const base = { name: 'Clock', billing: { plan: 'Premium' } };
    expect(mergeProjections(base, {})).toEqual(base);
    expect(mergeProjections({}, base)).toEqual(base);
  });

  test.each([
    [[{ a: 1 }], [{ a: 1, b: 2 }]],
    [{ a: 1 }, [1]],
    [{ a: 1 }, null],
    [null, { a: 1 }],
    ['x', { a: 1 }],
  ])('takes the second of two values that are not both objects: %j and %j', (base, more) => {
    expect(mergeProjections({ value: base }, { value: more })).toEqual({ value: more });
  });

  test('ignores inherited fields of the base', () => {
    const base = Object.create({ value: { inherited: 1 } }) as Record<string, never>;
    expect(mergeProjections(base, { value: { own: 2 } })).toEqual({ value: { own: 2 } });
  });
});
