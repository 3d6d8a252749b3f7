import { createDraws } from './random.ts';
import { createZipf } from './zipf.ts';

export interface TrafficOrder {
  readonly seed: number;
  /** Page views of different streams are independent. */
  readonly stream: number;
  /** Page views a second. It converts a visitor's think time into a number of page views. */
  readonly rate: number;
  readonly sites: number;
  /** The exponent of the Zipf distribution of page views over sites; about 1 on the web. */
  readonly exponent: number;
  /** The emulator's number for the most visited site; the other sites follow it. */
  readonly firstSite: number;
  /** The share of page views by returning visitors. */
  readonly returningShare: number;
  /** Median seconds between two page views of one visitor. */
  readonly thinkSeconds: number;
  /** For how long the server caches Wix's verdict on a token. */
  readonly tokenTtlSeconds: number;
  /** The share of visitors with an opaque token, which only Wix can verify. */
  readonly opaqueShare: number;
  /** The share of visitors who are in the site's editor. */
  readonly editorShare: number;
  /** How frequent pages with 1, 2, 3 … widgets are, relative to each other. */
  readonly widgetWeights: readonly number[];
}

export const MIXED_TRAFFIC = {
  sites: 100_000,
  exponent: 1,
  firstSite: 0,
  returningShare: 0.6,
  thinkSeconds: 8,
  tokenTtlSeconds: 30,
  editorShare: 0.01,
  /** Three on average. */
  widgetWeights: [20, 25, 20, 15, 10, 10],
} as const;

/** A visitor keeps the same token on every page view. */
export interface Visitor {
  /** 0 to 2^32 - 1. Now and then two visitors of a run have the same id. */
  readonly id: number;
  readonly site: number;
  readonly kind: 'opaque' | 'signed';
  readonly subject: 'visitor' | 'editor';
}

export interface PageView {
  readonly visitor: Visitor;
  /** They send their requests at the same time. */
  readonly widgets: number;
  /** Planned seconds since this visitor's last page view; Infinity for a new visitor. */
  readonly idleSeconds: number;
  /** Whether the server's verdict on the token is missing or expired. */
  readonly isTokenDue: boolean;
}

/** Visitors return a little earlier or later than planned, so verdicts count as expired a little early. */
const EXPIRED_FROM = 0.9;

export type DrawPageView = (number: number) => PageView;

/**
 * Computes each page view from its number alone. A returning visitor is the visitor of an earlier page view, as
 * many page views back as fit into the think time. Visitors therefore return to their own site, sites keep their
 * frequencies, and no virtual user has to sleep through a think time.
 */
export function createTraffic(order: TrafficOrder): DrawPageView {
  const { seed, stream, rate, firstSite, returningShare, opaqueShare, editorShare } = order;
  const { startAt, next } = createDraws(seed, stream);
  // A separate generator: a visitor is the same on every page view.
  const visitors = createDraws(~seed, stream);
  const drawVisitor = visitors.next;
  const drawRank = createZipf(order.sites, order.exponent);
  const upTo = cumulated(order.widgetWeights);
  /** Think time is exponential: most visitors continue soon, a few return after a while. */
  const meanLag = (order.thinkSeconds * rate) / Math.LN2;
  const cachedLag = order.tokenTtlSeconds * EXPIRED_FROM * rate;
  const { log, max, round, floor } = Math;

  /** Page views since this visitor's last one; 0 for a new visitor. */
  function lagAt(number: number): number {
    startAt(number);
    if (next() >= returningShare) return 0;
    const lag = max(1, round(-log(1 - next()) * meanLag));
    return lag <= number ? lag : 0;
  }

  function drawWidgets(): number {
    const drawn = next();
    let widgets = 1;
    while (drawn >= (upTo[widgets - 1] ?? 1)) widgets += 1;
    return widgets;
  }

  return function drawPageView(number) {
    const lag = lagAt(number);
    const widgets = drawWidgets();
    let first = number;
    const before: number[] = [];
    for (let back = lag; back > 0; back = lagAt(first)) {
      first -= back;
      before.push(first);
    }
    // A verdict's age counts from the call, not from the last page view, so all page views are walked through.
    let calledAt = first;
    for (let at = before.length - 2; at >= 0; at -= 1) {
      const view = before[at] as number;
      if (view - calledAt >= cachedLag) calledAt = view;
    }
    visitors.startAt(first);
    return {
      visitor: {
        id: floor(drawVisitor() * 4_294_967_296),
        site: firstSite + drawRank(drawVisitor),
        kind: drawVisitor() < opaqueShare ? 'opaque' : 'signed',
        subject: drawVisitor() < editorShare ? 'editor' : 'visitor',
      },
      widgets,
      idleSeconds: lag === 0 ? Infinity : lag / rate,
      isTokenDue: lag === 0 || number - calledAt >= cachedLag,
    };
  };
}

/** Cumulative shares of the total. */
function cumulated(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}
