import { describe, expect, test } from 'vitest';
import { mintAccessToken } from '../../emulator/tokens/access-token.ts';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { DOORS } from '../support/doors.ts';
import { useFrontDoor } from '../support/use-front-door.ts';

/** The table of fields in docs/contract.md, as paths into the answer. */
const FOR_EVERYONE = [
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
  'site.multilingual',
];
const FOR_COLLABORATORS = [
  'instance.billing.billingCycle',
  'instance.billing.timeStamp',
  'instance.billing.expirationDate',
  'instance.billing.autoRenewing',
  'instance.billing.source',
  'instance.billing.freeTrialInfo',
  'instance.permissions',
  'instance.availablePlans',
  'instance.originInstanceId',
  'instance.isOriginSiteTemplate',
  'instance.copiedFromTemplate',
  'site.installedWixApps',
  'site.siteUserType',
];
const FOR_NOBODY = [
  'site.ownerEmail',
  'site.ownerInfo',
  'instance.billing.invoiceId',
  'instance.instanceId',
  'instance.inventedByWixTomorrow',
  'site.inventedByWixTomorrow',
  'instance.billing.inventedByWixTomorrow',
];

function at(answer: any, path: string): unknown {
  return path.split('.').reduce((value, name) => value?.[name], answer);
}

describe.each(DOORS)('projection, through the %s door', (kind) => {
  const door = useFrontDoor(kind);
  const OF_A_PAYING_SITE = 1;

  /** An answer of Wix with every field. */
  function fillEveryField(): any {
    const id = instanceIdOf(OF_A_PAYING_SITE);
    door.world.instances.patch(OF_A_PAYING_SITE, {
      instance: {
        originInstanceId: instanceIdOf(0),
        inventedByWixTomorrow: 'x',
        billing: {
          expirationDate: '2027-01-01T00:00:00Z',
          source: 'coupon',
          freeTrialInfo: { status: 'ENDED', endDate: '2026-06-01T00:00:00.000Z' },
          inventedByWixTomorrow: 'x',
        },
      },
      site: { inventedByWixTomorrow: 'x', siteUserType: 'Enterprise' },
    });
    return door.world.instances.find(id);
  }

  async function see(order: Parameters<typeof door.mint>[0]): Promise<any> {
    const answer = await door.ask({
      token: door.mint({ ...order, instance: OF_A_PAYING_SITE }),
      audience: order?.subject === 'user' ? 'collaborator' : 'visitor',
    });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('@owner.example');
    expect(answer.text).not.toContain('INV-');
    return answer.json;
  }

  test.each([
    ['a visitor', { kind: 'opaque', subject: 'visitor' }],
    ['a member', { kind: 'opaque', subject: 'member' }],
    ['a visitor with a signed instance', { kind: 'signed', subject: 'visitor' }],
    ['a member with a signed instance', { kind: 'signed', subject: 'member' }],
  ] as const)('%s sees the fields for every caller, and no others', async (_who, order) => {
    const wix = fillEveryField();
    const seen = await see(order);
    for (const path of FOR_EVERYONE) expect(at(seen, path), path).toEqual(at(wix, path));
    for (const path of [...FOR_COLLABORATORS, ...FOR_NOBODY]) {
      expect(at(seen, path), path).toBeUndefined();
    }
  });

  test.each([
    ['a site collaborator', { kind: 'opaque', subject: 'user' }],
    ['the owner with a signed instance', { kind: 'signed', subject: 'user' }],
  ] as const)('%s sees the other fields too, but never the owner’s data', async (_who, order) => {
    const wix = fillEveryField();
    const seen = await see(order);
    for (const path of [...FOR_EVERYONE, ...FOR_COLLABORATORS]) {
      expect(at(wix, path), `${path} at Wix`).toBeDefined();
      expect(at(seen, path), path).toEqual(at(wix, path));
    }
    for (const path of FOR_NOBODY) expect(at(seen, path), path).toBeUndefined();
  });

  test('separates the audiences within one cached entry', async () => {
    fillEveryField();
    const owner = { kind: 'signed', subject: 'user' } as const;
    expect(at(await see(owner), 'instance.permissions')).toBeDefined();
    expect(at(await see({ subject: 'visitor' }), 'instance.permissions')).toBeUndefined();
    expect(at(await see(owner), 'instance.permissions')).toBeDefined();
    expect(door.calls()).toEqual([0, 1, 1]);
  });

  test.each(['APP', 'UNKNOWN'] as const)(
    'gives a subject of type %s the visitor’s fields',
    async (type) => {
      fillEveryField();
      const visitor = await see({ kind: 'opaque', subject: 'visitor' });
      const now = door.now() / 1000;
      const token = mintAccessToken({
        appId: door.world.app.WIX_CLIENT_ID,
        instanceId: instanceIdOf(OF_A_PAYING_SITE),
        subject: { type, id: 'somebody' },
        issuedAt: now,
        expiresAt: now + 3600,
      });
      expect((await door.ask({ token })).json).toEqual(visitor);
    },
  );
});
