import { describe, expect, test } from 'vitest';

import { instanceIdOf } from '../instances/instance-id.ts';
import { useEmulator } from '../test-support/use-emulator.ts';
import { changePlan, planOf } from './plan.ts';

describe('the plan of a demo site', () => {
  const emulator = useEmulator();

  test.each([
    [204, 'Premium'],
    [241, 'Basic'],
    [278, 'Free'],
  ])('starts as the plan of instance %i: %s', (instance, plan) => {
    expect(planOf(emulator.world, instance)).toBe(plan);
  });

  test('changes at Wix in both directions', () => {
    const billing = () => emulator.world.instances.find(instanceIdOf(241))?.instance;
    changePlan(emulator.world, 241, 'Free');
    expect(planOf(emulator.world, 241)).toBe('Free');
    expect(billing()).toMatchObject({ isFree: true, billing: null });
    changePlan(emulator.world, 241, 'Premium');
    expect(planOf(emulator.world, 241)).toBe('Premium');
    expect(billing()).toMatchObject({ isFree: false, billing: { packageName: 'Premium' } });
  });
});
