/** A page view of `npm run load -- compare`, planned before either side runs, so that both get the same bytes. */
export interface PlannedPageView {
  readonly group: 'busy site' | 'all others';
  readonly instanceId: string;
  /** The visitor's token, which Wix's page hands to each widget. */
  readonly token: string;
  /** They send their requests at the same time. */
  readonly widgets: number;
}

export interface PlanOrder {
  readonly pageViews: number;
  /** The share of page views that goes to one site, from 0 to 1. */
  readonly busyShare: number;
  /** Spread evenly: each is viewed so rarely that it never reaches Wix's limit. */
  readonly otherSites: number;
  /** The share of page views by returning visitors. */
  readonly returningShare: number;
  /** The share of visitors with an opaque token, which only Wix can verify. */
  readonly opaqueShare: number;
  readonly mostWidgets: number;
}

export interface Minted {
  readonly token: string;
  readonly instanceId: string;
}

export const BUSY_SITE = 1;

/**
 * Draws page views. `random` returns numbers from 0 up to 1, and `mint` creates the token of a new visitor. The
 * caller supplies both, so that its seed decides everything.
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
