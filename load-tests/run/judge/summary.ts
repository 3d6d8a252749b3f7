import type { Latency } from '../../k6-result/result.ts';
import type { Provenance } from './provenance.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';

/** The version of `summary.json`. It goes up when a field is removed or changes its meaning. */
export const SUMMARY_VERSION = 2;

export type Verdict = 'PASS' | 'FAIL' | 'INVALID';

/** An objective of the run, and whether it was met. */
export interface ObjectiveReport {
  readonly name: string;
  /** Who counted: k6's thresholds, the emulator's counters, or the server's meter. */
  readonly seenBy: 'k6' | 'emulator' | 'server';
  /** As in `p99 < 250 ms`. */
  readonly limit: string;
  readonly seen: string;
  /** `unjudged` is shown and decides nothing, because such a run cannot judge it. */
  readonly outcome: 'met' | 'missed' | 'unjudged';
  /** The objective holds only under this assumption about Wix, and does not decide `verdict`. */
  readonly assumption?: 'wix_counts_token_info';
}

/** Why a run proves nothing about the server. */
export type InvalidCode =
  | 'arrivals_dropped'
  | 'arrivals_below_target'
  | 'vus_exhausted'
  | 'generator_saturated'
  | 'too_few_samples'
  | 'script_errors'
  | 'k6_configuration'
  | 'k6_exception'
  | 'k6_aborted'
  | 'interrupted'
  | 'timed_out'
  | 'k6_failed'
  | 'no_result'
  | 'nothing_judged';

export interface InvalidReason {
  readonly code: InvalidCode;
  readonly detail: string;
}

export interface UpstreamOperation {
  readonly calls: number;
  readonly perRequest: number;
  /** Calls by the status of the answer; `none` for a call without one. */
  readonly answered: Readonly<Record<string, number>>;
  readonly mostAtOnce: number;
  /** The most calls for one instance in any sixty seconds. */
  readonly worstMinute: { readonly calls: number; readonly instanceId: string | null };
}

export interface Upstream {
  readonly calls: number;
  readonly perRequest: number;
  readonly operations: Readonly<Record<string, UpstreamOperation>>;
  /** The most calls of getAppInstance and token-info together for one instance in any sixty seconds. */
  readonly worstMinuteWithTokenInfo: UpstreamOperation['worstMinute'];
}

export interface SlowRequest {
  readonly ms: number;
  /** The server's own trace, from `Server-Timing`. */
  readonly traceId: string;
  /** Whether the server recorded that trace. */
  readonly recorded: boolean;
  readonly phase?: string;
  readonly outcome?: string;
}

export interface Summary {
  readonly version: typeof SUMMARY_VERSION;
  readonly kind: 'profile';
  readonly profile: string;
  readonly question: string;
  readonly verdict: Verdict;
  /** The verdict if Wix counts token-info calls towards its limit; only where that was judged. */
  readonly verdictIfTokenInfoCounts?: Verdict;
  readonly invalid: readonly InvalidReason[];
  readonly objectives: readonly ObjectiveReport[];
  /** What the run could not judge, and why, as with `--base-url`. */
  readonly notAsserted: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly options: {
    readonly seed: number;
    readonly short: boolean;
    readonly rate?: number;
    readonly durationSeconds?: number;
    readonly traceShare?: number;
  };
  /** The settings of the server. */
  readonly settings: Readonly<Record<string, string>>;
  readonly target: { readonly origin: string; readonly startedHere: boolean };
  readonly provenance: Provenance;
  readonly traffic: {
    readonly pageViews: number;
    readonly requests: number;
    readonly requestsPerSecond: number;
    readonly droppedPageViews: number;
  };
  /** Requests by phase (`all` is every one) and by outcome; page views until the last widget has its answer. */
  readonly latencyMs: {
    readonly requests: Readonly<Record<string, Latency>>;
    readonly outcomes: Readonly<Record<string, Latency>>;
    readonly pageViews?: Latency;
  };
  /** Answers by `Cache-Status` or problem code. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly upstream?: Upstream;
  readonly server?: UsageReport & { readonly cpuMicrosPerRequest: number };
  /** k6 itself. */
  readonly generator?: UsageReport & { readonly cores: number };
  /** The slowest requests, slowest first. */
  readonly slowest: readonly SlowRequest[];
  /** Further findings of a profile, such as the capacity in `breakpoint`. */
  readonly findings: Readonly<Record<string, number | string>>;
}
