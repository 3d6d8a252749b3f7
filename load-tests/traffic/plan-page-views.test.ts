import { describe, expect, test } from 'vitest';
import { randomOf } from './random.ts';
import { BUSY_SITE, planPageViews, type PlanOrder } from './plan-page-views.ts';

const ORDER: PlanOrder = {
  pageViews: 4_000,
  busyShare: 0.5,
  otherSites: 10_000,
  returningShare: 0.4,
  opaqueShare: 0.8,
  mostWidgets: 6,
};

function plan(seed: number, order = ORDER) {
  let minted = 0;
  return planPageViews(order, randomOf(seed, 0, 0), (site, kind) => ({
    token: `${kind} ${(minted += 1)}`,
    instanceId: String(site),
  }));
}

const shareOf = (views: readonly { token: string }[], of: (view: never) => boolean) =>
  views.filter(of as never).length / views.length;

describe('the traffic that both sides are sent', () => {
  test('is the same for the same seed, and differs for another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  test('has the busy site, returning visitors and opaque tokens in the given shares', () => {
    const views = plan(1);
    expect(shareOf(views, ({ group }: { group: string }) => group === 'busy site')).toBeCloseTo(
      0.5,
      1,
    );
    expect(views.filter(({ group }) => group === 'busy site').map((v) => v.instanceId)).toContain(
      String(BUSY_SITE),
    );
    const busy = views.filter(({ group }) => group === 'busy site');
    const visitors = new Map(busy.map(({ token }) => [token, true]));
    expect(visitors.size / busy.length).toBeCloseTo(0.6, 1);
    expect(
      [...visitors.keys()].filter((token) => token.startsWith('opaque')).length / visitors.size,
    ).toBeCloseTo(0.8, 1);
  });

  test('uses a visitor’s token on one site only', () => {
    const sites = new Map<string, Set<string>>();
    for (const { token, instanceId } of plan(3)) {
      sites.set(token, (sites.get(token) ?? new Set()).add(instanceId));
    }
    expect(Math.max(...[...sites.values()].map(({ size }) => size))).toBe(1);
  });

  test('has one to six widgets on a page, three and a half on average', () => {
    const widgets = plan(2).map((view) => view.widgets);
    expect([Math.min(...widgets), Math.max(...widgets)]).toEqual([1, 6]);
    expect(widgets.reduce((sum, n) => sum + n, 0) / widgets.length).toBeCloseTo(3.5, 0);
  });
});
