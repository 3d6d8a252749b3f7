import type { Latency } from '../../k6-result/result.ts';
import type { Provenance } from './provenance.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';

/** Of `summary.json`; it goes up when a field changes its meaning or is no longer there. */
export const SUMMARY_VERSION = 1;

export type Verdict = 'PASS' | 'FAIL' | 'INVALID';

/** A promise of the profile, and what became of it. */
export interface PromiseReport {
  readonly name: string;
  /** Who counted: k6's thresholds, the emulator's counters, or the server's meter. */
  readonly seenBy: 'k6' | 'emulator' | 'server';
  /** As in `p99 < 250 ms`. */
  readonly limit: string;
  readonly seen: string;
  /** `unjudged`: it is shown, but the run was no place to judge it. */
  readonly outcome: 'kept' | 'broken' | 'unjudged';
}

/** Why a run says nothing about the server. */
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
  /** Answers by status; `none` for a call without one. */
  readonly answered: Readonly<Record<string, number>>;
  readonly mostAtOnce: number;
  /** The most calls for one instance in any sixty seconds. */
  readonly worstMinute: { readonly calls: number; readonly instanceId: string | null };
}

export interface Upstream {
  readonly calls: number;
  readonly perRequest: number;
  readonly operations: Readonly<Record<string, UpstreamOperation>>;
}

export interface SlowRequest {
  readonly ms: number;
  readonly traceId: string;
  readonly phase?: string;
  readonly outcome?: string;
}

export interface Summary {
  readonly version: typeof SUMMARY_VERSION;
  readonly kind: 'profile';
  readonly profile: string;
  readonly question: string;
  readonly verdict: Verdict;
  readonly invalid: readonly InvalidReason[];
  readonly promises: readonly PromiseReport[];
  /** What could not be looked at, and why, as with `--base-url`. */
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
  /** The environment that the profile gives the server. */
  readonly settings: Readonly<Record<string, string>>;
  readonly target: { readonly origin: string; readonly startedHere: boolean };
  readonly provenance: Provenance;
  readonly traffic: {
    readonly pageViews: number;
    readonly requests: number;
    readonly requestsPerSecond: number;
    readonly droppedPageViews: number;
  };
  /** Of requests by phase (`all` is every one) and by outcome; of page views, until the last widget has its answer. */
  readonly latencyMs: {
    readonly requests: Readonly<Record<string, Latency>>;
    readonly outcomes: Readonly<Record<string, Latency>>;
    readonly pageViews?: Latency;
  };
  /** Answers by what `Cache-Status` says of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly upstream?: Upstream;
  readonly server?: UsageReport & { readonly cpuMicrosPerRequest: number };
  /** k6 itself. */
  readonly generator?: UsageReport & { readonly cores: number };
  /** The slowest of the requests that carried a sampled `traceparent`, slowest first. */
  readonly slowest: readonly SlowRequest[];
  /** What a profile found besides, as `breakpoint` its capacity. */
  readonly findings: Readonly<Record<string, number | string>>;
}
