import type { Provenance } from '../judge/provenance.ts';
import type { Latency } from '../../k6-result/result.ts';
import type { InvalidReason, PromiseReport, Upstream, Verdict } from '../judge/summary.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';

export const COMPARISON_VERSION = 1;

/** A group of sites, as one side answered it. */
export interface Group {
  readonly requests: number;
  /** Those that had a 200 with the right instance. */
  readonly succeeded: number;
}

/** What one side made of the traffic. */
export interface Side {
  readonly name: string;
  readonly requests: number;
  readonly succeeded: number;
  /** By group: the busy site, all others. */
  readonly groups: Readonly<Record<string, Group>>;
  readonly statuses: Readonly<Record<string, number>>;
  /** Of the requests that succeeded: a refusal is quick, and no answer. */
  readonly latencyMs: Latency;
  readonly pageViewMs: Latency;
  readonly upstream: Upstream;
  readonly server: UsageReport & { readonly cpuMicrosPerRequest: number };
}

/** `summary.json` of `npm run load -- compare`. */
export interface Comparison {
  readonly version: typeof COMPARISON_VERSION;
  readonly kind: 'comparison';
  readonly verdict: Verdict;
  readonly invalid: readonly InvalidReason[];
  readonly promises: readonly PromiseReport[];
  readonly startedAt: string;
  readonly provenance: Provenance;
  readonly traffic: {
    readonly seed: number;
    /** Page views a second. */
    readonly rate: number;
    readonly busyShare: number;
    /** Of each side. */
    readonly seconds: number;
    readonly wixMedianMs: number;
    readonly short: boolean;
  };
  /** The documentation's example, then this server. */
  readonly sides: readonly [Side, Side];
}
