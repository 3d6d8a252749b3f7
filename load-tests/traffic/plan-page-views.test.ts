import { describe, expect, it } from 'vitest';
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
  it('is the same for the same seed, and another for another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it('goes to the busy site, to returning visitors and with opaque tokens as often as it is told', () => {
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

  it('keeps a visitor’s token to the site that it is for', () => {
    const sites = new Map<string, Set<string>>();
    for (const { token, instanceId } of plan(3)) {
      sites.set(token, (sites.get(token) ?? new Set()).add(instanceId));
    }
    expect(Math.max(...[...sites.values()].map(({ size }) => size))).toBe(1);
  });

  it('shows one to six widgets on a page, three and a half on average', () => {
    const widgets = plan(2).map((view) => view.widgets);
    expect([Math.min(...widgets), Math.max(...widgets)]).toEqual([1, 6]);
    expect(widgets.reduce((sum, n) => sum + n, 0) / widgets.length).toBeCloseTo(3.5, 0);
  });
});
