import { type Random, randomOf } from './random.ts';
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
}

export type DrawPageView = (number: number) => PageView;

/**
 * A plan of page views that needs no memory: whoever returns is the visitor of an earlier page view, as many
 * page views ago as fit in his think time. So visitors return to their own site, sites keep their
 * frequencies, and nobody has to wait in a virtual user for his next page.
 */
export function createTraffic(order: TrafficOrder): DrawPageView {
  const { seed, stream, rate, firstSite } = order;
  const drawRank = createZipf(order.sites, order.exponent);
  const drawWidgets = weighted(order.widgetWeights);

  /** Page views since this visitor's last one; 0 for a new visitor. */
  function lagOf(number: number, random: Random): number {
    const returns = random() < order.returningShare;
    const lag = Math.max(1, Math.round(thinkSeconds(order.thinkSeconds, random) * rate));
    return returns && lag <= number ? lag : 0;
  }

  function visitorOf(random: Random): Visitor {
    return {
      id: Math.floor(random() * 2 ** 32),
      site: firstSite + drawRank(random),
      kind: random() < order.opaqueShare ? 'opaque' : 'signed',
      subject: random() < order.editorShare ? 'editor' : 'visitor',
    };
  }

  return function drawPageView(number) {
    let random = randomOf(seed, stream, number);
    const widgets = drawWidgets(random);
    const lag = lagOf(number, random);
    let first = number;
    for (let back = lag; back > 0;) {
      first -= back;
      random = randomOf(seed, stream, first);
      drawWidgets(random);
      back = lagOf(first, random);
    }
    return {
      visitor: visitorOf(random),
      widgets,
      idleSeconds: lag === 0 ? Infinity : lag / rate,
    };
  };
}

/** Exponential, with the given median: most read on soon, few come back after a while. */
function thinkSeconds(median: number, random: Random): number {
  return (-Math.log(1 - random()) * median) / Math.LN2;
}

/** From 1 up to the number of weights. */
function weighted(weights: readonly number[]): (random: Random) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (random) => {
    let left = random() * total;
    for (const [index, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return index + 1;
    }
    return weights.length;
  };
}
