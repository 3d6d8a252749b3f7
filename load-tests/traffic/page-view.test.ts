import { describe, expect, test } from 'vitest';
import { createTraffic, MIXED_TRAFFIC, type PageView, type TrafficOrder } from './page-view.ts';

const ORDER: TrafficOrder = { ...MIXED_TRAFFIC, seed: 1, stream: 1, rate: 100, opaqueShare: 0.8 };
const MANY = 20_000;

function draw(but: Partial<TrafficOrder> = {}, count = MANY): PageView[] {
  const drawPageView = createTraffic({ ...ORDER, ...but });
  return Array.from({ length: count }, (_, number) => drawPageView(number));
}

const share = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length / all.length;

describe('traffic', () => {
  test('is the same for the same seed, in any order of drawing', () => {
    const forwards = draw({}, 2_000);
    const drawPageView = createTraffic(ORDER);
    for (let number = 1_999; number >= 0; number -= 1) {
      expect(drawPageView(number)).toEqual(forwards[number]);
    }
  });

  test.each([{ seed: 2 }, { stream: 2 }])('differs for %o', (other) => {
    const here = draw({}, 500);
    const there = draw(other, 500);
    expect(there.map(({ visitor }) => visitor.id)).not.toEqual(
      here.map(({ visitor }) => visitor.id),
    );
  });

  test('has opaque tokens, editors, returning visitors and widgets in the given shares', () => {
    const views = draw();
    const late = views.slice(MANY / 2);
    expect(share(views, ({ visitor }) => visitor.kind === 'opaque')).toBeCloseTo(0.8, 1);
    expect(share(views, ({ visitor }) => visitor.subject === 'editor')).toBeCloseTo(0.01, 2);
    expect(share(late, ({ idleSeconds }) => idleSeconds < Infinity)).toBeCloseTo(0.6, 1);
    const widgets = views.reduce((sum, view) => sum + view.widgets, 0) / MANY;
    expect(widgets).toBeCloseTo(3, 1);
    expect(new Set(views.map((view) => view.widgets))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  test('returns each visitor to the same site, after the think time', () => {
    const views = draw();
    const returning = views.flatMap((view, number) =>
      view.idleSeconds === Infinity ? [] : [{ view, number }],
    );
    for (const { view, number } of returning) {
      const before = number - Math.round(view.idleSeconds * ORDER.rate);
      expect(views[before]?.visitor).toEqual(view.visitor);
    }
    // Early returning visitors cannot have been idle for long.
    const late = returning.filter(({ number }) => number > MANY / 2);
    const idle = late.map(({ view }) => view.idleSeconds).sort((a, b) => a - b);
    expect(idle[Math.floor(idle.length / 2)]).toBeCloseTo(ORDER.thinkSeconds, 0);
  });

  test('knows when a server that caches verdicts for 30 s calls Wix for a token', () => {
    const calledAt = new Map<number, number>();
    const views = draw();
    const calls = views.filter(({ visitor }, number) => {
      const seconds = number / ORDER.rate;
      const isCalled = seconds - (calledAt.get(visitor.id) ?? -Infinity) >= 30;
      if (isCalled) calledAt.set(visitor.id, seconds);
      return isCalled;
    }).length;
    const due = views.filter(({ isTokenDue }) => isTokenDue).length;
    expect(due).toBeGreaterThanOrEqual(calls);
    expect(due).toBeLessThan(1.1 * calls);
    // Counted by the last page view alone, there would be fewer.
    expect(views.filter(({ idleSeconds }) => idleSeconds >= 27).length).toBeLessThan(calls);
  });

  test('begins with new visitors, and has only new ones without a returning share', () => {
    expect(draw({}, 1)[0]?.idleSeconds).toBe(Infinity);
    const all = draw({ returningShare: 0 }, 2_000);
    expect(share(all, ({ idleSeconds }) => idleSeconds === Infinity)).toBe(1);
    expect(new Set(all.map(({ visitor }) => visitor.id)).size).toBe(2_000);
  });

  test('stays within the given sites, the first of them most frequent', () => {
    const sites = draw({ sites: 10, firstSite: 500 }).map(({ visitor }) => visitor.site);
    expect(new Set(sites)).toEqual(new Set([500, 501, 502, 503, 504, 505, 506, 507, 508, 509]));
    expect(share(sites, (site) => site === 500)).toBeCloseTo(1 / 2.929, 1);
  });
});
