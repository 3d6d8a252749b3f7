import type { Provenance } from './provenance.ts';
import type { Latency } from '../../k6-result/result.ts';
import type { InvalidReason, ObjectiveReport, Upstream, Verdict } from './summary.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';

export const COMPARISON_VERSION = 2;

/** A group of sites, as one side answered it. */
export interface Group {
  readonly requests: number;
  /** Requests answered with 200 and the right instance. */
  readonly succeeded: number;
}

/** How one side answered the traffic. */
export interface Side {
  readonly name: string;
  readonly requests: number;
  readonly succeeded: number;
  /** By group: the busy site and all other sites. */
  readonly groups: Readonly<Record<string, Group>>;
  readonly statuses: Readonly<Record<string, number>>;
  /** Of the requests that succeeded, because a quick refusal is not an answer. */
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
  /** The verdict if Wix counts token-info calls towards its limit. */
  readonly verdictIfTokenInfoCounts?: Verdict;
  readonly invalid: readonly InvalidReason[];
  readonly objectives: readonly ObjectiveReport[];
  readonly startedAt: string;
  readonly provenance: Provenance;
  readonly traffic: {
    readonly seed: number;
    /** Page views a second. */
    readonly rate: number;
    readonly busyShare: number;
    /** Per side. */
    readonly seconds: number;
    readonly wixMedianMs: number;
    readonly short: boolean;
  };
  /** The documentation's example first, then this server. */
  readonly sides: readonly [Side, Side];
}
