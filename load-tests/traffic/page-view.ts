import { createDraws } from './random.ts';
import { createZipf } from './zipf.ts';

export interface TrafficOrder {
  readonly seed: number;
  /** Page views of different streams have nothing to do with each other. */
  readonly stream: number;
  /** Page views a second: what turns a visitor's think time into a number of page views. */
  readonly rate: number;
  readonly sites: number;
  /** Of the Zipf distribution of page views over sites; about 1 on the web. */
  readonly exponent: number;
  /** Emulator's number of the most visited site; the others follow. */
  readonly firstSite: number;
  /** The share of page views by somebody who has been there before. */
  readonly returningShare: number;
  /** Median seconds between two page views of one visitor. */
  readonly thinkSeconds: number;
  /** For how long the server believes Wix's verdict on a token. */
  readonly tokenTtlSeconds: number;
  /** The share of visitors with a token that only Wix can judge. */
  readonly opaqueShare: number;
  /** The share of visitors who are in the site's editor. */
  readonly editorShare: number;
  /** As in `[1, 3]`: a page with three widgets is three times as frequent as one with a single one. */
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

/** Who asks: as long as he returns, the same token. */
export interface Visitor {
  /** 0 to 2^32 - 1; two visitors of a run do have the same one now and then. */
  readonly id: number;
  readonly site: number;
  readonly kind: 'opaque' | 'signed';
  readonly subject: 'visitor' | 'editor';
}

export interface PageView {
  readonly visitor: Visitor;
  /** They ask at the same time. */
  readonly widgets: number;
  /** Since this visitor's last page view by the plan; Infinity for a new visitor. */
  readonly idleSeconds: number;
  /** Whether the server has to ask about his token, for the first time or again. */
  readonly isTokenDue: boolean;
}

/** The plan says when a visitor returns; he comes a little earlier or later, and his token expires in between. */
const FORGOTTEN_FROM = 0.9;

export type DrawPageView = (number: number) => PageView;

/**
 * A plan of page views that needs no memory: whoever returns is the visitor of an earlier page view, as many
 * page views ago as fit in his think time. So visitors return to their own site, sites keep their
 * frequencies, and nobody has to wait in a virtual user for his next page.
 */
export function createTraffic(order: TrafficOrder): DrawPageView {
  const { seed, stream, rate, firstSite, returningShare, opaqueShare, editorShare } = order;
  const { startAt, next } = createDraws(seed, stream);
  // Apart from the page view's own: a visitor is the same, on whichever of his page views he is drawn.
  const visitors = createDraws(~seed, stream);
  const drawVisitor = visitors.next;
  const drawRank = createZipf(order.sites, order.exponent);
  const upTo = cumulated(order.widgetWeights);
  /** Think time is exponential: most read on soon, few come back after a while. */
  const meanLag = (order.thinkSeconds * rate) / Math.LN2;
  const believedLag = order.tokenTtlSeconds * FORGOTTEN_FROM * rate;
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
    // Belief runs from when it was asked, not from his last page view: so his whole past is gone through.
    let askedAt = first;
    for (let at = before.length - 2; at >= 0; at -= 1) {
      const view = before[at] as number;
      if (view - askedAt >= believedLag) askedAt = view;
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
      isTokenDue: lag === 0 || number - askedAt >= believedLag,
    };
  };
}

/** Shares of the whole, each with all before it. */
function cumulated(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}
