/** Everything that the two sides are sent, worked out before either runs: so it is the same to the byte. */
export interface PlannedPageView {
  readonly group: 'busy site' | 'all others';
  readonly instanceId: string;
  /** The visitor's, as Wix's page hands it to each widget. */
  readonly token: string;
  /** They ask at the same time. */
  readonly widgets: number;
}

export interface PlanOrder {
  readonly pageViews: number;
  /** The share of page views that goes to one site, from 0 to 1. */
  readonly busyShare: number;
  /** The others are spread evenly: each is looked at so seldom that Wix's limit never meets it. */
  readonly otherSites: number;
  /** The share of page views by somebody who has been on that site before. */
  readonly returningShare: number;
  /** The share of visitors whose token only Wix can judge. */
  readonly opaqueShare: number;
  readonly mostWidgets: number;
}

export interface Minted {
  readonly token: string;
  readonly instanceId: string;
}

export const BUSY_SITE = 1;

/**
 * Draws page views. `random` is from 0 up to 1, `mint` makes the token of a new visitor: both are the
 * caller's, so that a seed decides everything.
 */
export function planPageViews(
  order: PlanOrder,
  random: () => number,
  mint: (site: number, kind: 'opaque' | 'signed') => Minted,
): PlannedPageView[] {
  const visitors = new Map<number, Minted[]>();

  function visitorOf(site: number): Minted {
    const known = visitors.get(site) ?? [];
    const old = known[Math.floor(random() * known.length)];
    if (random() < order.returningShare && old !== undefined) return old;
    const minted = mint(site, random() < order.opaqueShare ? 'opaque' : 'signed');
    visitors.set(site, [...known, minted]);
    return minted;
  }

  return Array.from({ length: order.pageViews }, () => {
    const busy = random() < order.busyShare;
    const site = busy ? BUSY_SITE : BUSY_SITE + 1 + Math.floor(random() * order.otherSites);
    return {
      group: busy ? ('busy site' as const) : ('all others' as const),
      ...visitorOf(site),
      widgets: 1 + Math.floor(random() * order.mostWidgets),
    };
  });
}
