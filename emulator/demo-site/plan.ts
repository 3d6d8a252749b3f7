import { instanceIdOf } from '../instances/instance-id.ts';
import type { World } from '../world/world.ts';

export const PLANS = ['Free', 'Basic', 'Premium'] as const;

export type Plan = (typeof PLANS)[number];

/** The site's current plan at Wix. */
export function planOf({ instances }: World, instance: number): Plan {
  const billing = instances.find(instanceIdOf(instance))?.instance['billing'];
  const packageName = (billing as { packageName?: unknown } | null | undefined)?.packageName;
  return PLANS.find((plan) => plan === packageName) ?? 'Free';
}

/** Changes the plan as a purchase or its end does at Wix. */
export function changePlan({ instances }: World, instance: number, plan: Plan): void {
  const billing = {
    packageName: plan,
    billingCycle: 'YEARLY',
    timeStamp: '2026-06-01T09:00:00.000Z',
    expirationDate: '2027-06-01T09:00:00.000Z',
    autoRenewing: true,
    invoiceId: `INV-${String(instance).padStart(10, '0')}`,
    source: '',
    freeTrialInfo: { status: 'NOT_AVAILABLE', endDate: null },
  };
  const isFree = plan === 'Free';
  instances.patch(instance, { instance: { isFree, billing: isFree ? null : billing } });
}
