import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { deriveAppInstance } from './derive-app-instance.ts';
import { INSTANCE_COUNT, instanceIdOf, instanceNumberOf, isGuid, siteIdOf } from './instance-id.ts';

const anyNumber = fc.integer({ min: 0, max: INSTANCE_COUNT - 1 });

describe('the million instances', () => {
  test('have one GUID per number, and the reverse', () => {
    fc.assert(
      fc.property(anyNumber, (n) => {
        expect(instanceIdOf(n)).toSatisfy(isGuid);
        expect(instanceNumberOf(instanceIdOf(n))).toBe(n);
        expect(instanceNumberOf(instanceIdOf(n).toUpperCase())).toBe(n);
      }),
    );
  });

  test('have whole numbers from 0 to 999,999', () => {
    for (const n of [-1, INSTANCE_COUNT, 1.5, Number.NaN])
      expect(() => instanceIdOf(n)).toThrow(RangeError);
  });

  test.each([
    ['a GUID of somebody else', '7d7bd3ee-9d2c-4c0e-a1f4-3a2a5c8f2f11'],
    [
      'one after the last',
      `a11ce5ed-0000-4000-8000-${INSTANCE_COUNT.toString(16).padStart(12, '0')}`,
    ],
    ['a text too long', `${instanceIdOf(1)}0`],
    ['nothing', ''],
  ])('knows no number for %s', (_, id) => {
    expect(instanceNumberOf(id)).toBeUndefined();
  });

  test('are the same each time, with their own ids and owners', () => {
    fc.assert(
      fc.property(anyNumber, (n) => {
        const { instance, site } = deriveAppInstance(n);
        expect(deriveAppInstance(n)).toEqual({ instance, site });
        expect(instance['instanceId']).toBe(instanceIdOf(n));
        expect(site['siteId']).toBe(siteIdOf(instanceIdOf(n)));
        expect(site['ownerEmail']).toBe(`owner-${n}@owner.example`);
      }),
    );
  });

  test('have the plans Free, Basic and Premium, and billing for the paid ones only', () => {
    const plans = [0, 1, 2].map((n) => deriveAppInstance(n).instance);
    expect(plans.map(({ isFree }) => isFree)).toEqual([false, false, true]);
    expect(plans.map((plan) => plan['billing'])).toEqual([
      expect.objectContaining({ packageName: 'Premium', invoiceId: 'INV-0000000000' }),
      expect.objectContaining({ packageName: 'Basic', invoiceId: 'INV-0000000001' }),
      undefined,
    ]);
  });

  test('have different sites', () => {
    const sites = Array.from({ length: 500 }, (_, n) => deriveAppInstance(n).site);
    expect(new Set(sites.map(({ locale }) => locale)).size).toBe(6);
    expect(new Set(sites.map(({ url }) => url)).size).toBe(476); // every 20th site is unpublished
    expect(
      sites.filter((site) => JSON.stringify(site['multilingual']).includes('"isMultiLingual":true'))
        .length,
    ).toBeGreaterThan(50);
  });
});
