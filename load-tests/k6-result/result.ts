import type { Outcome } from '../answers/outcome.ts';

/** In ms; all 0 without a sample. */
export interface Latency {
  readonly samples: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** An objective with its figure. k6's thresholds are objectives too. */
export interface JudgedObjective {
  readonly name: string;
  /** As in `p(99) < 250 ms`. */
  readonly limit: string;
  readonly seen: string;
  readonly met: boolean;
  /** `latency` means nothing on a machine that does other work too. */
  readonly kind: 'latency' | 'outcome' | 'count';
  /** The objective holds only under this assumption about Wix, and does not decide the verdict. */
  readonly assumption?: 'wix_counts_token_info';
}

/** What k6 counted, for objectives that are judged after the run. */
export interface Counts {
  readonly pageViews: number;
  readonly requests: number;
  /** Page views whose opaque token the server can no longer know: one call to Wix each, at most. */
  readonly tokenCallsDue: number;
  /** How often every instance expired, in `stampede`. */
  readonly waves: number;
}

/** The one file that `handleSummary` writes, at LOAD_RESULT. */
export interface LoadResult {
  readonly profile: string;
  readonly seconds: number;
  readonly pageViews: { readonly begun: number; readonly due: number; readonly dropped: number };
  readonly scriptErrors: number;
  readonly vus: { readonly most: number; readonly limit: number };
  /** By phase; `all` is every request. */
  readonly latency: Readonly<Record<string, Latency>>;
  readonly latencyByOutcome: Readonly<Record<string, Latency>>;
  /** Until the last widget has its answer. */
  readonly pageViewLatency: Latency;
  /** Answers by `Cache-Status` or problem code; only outcomes that were seen. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly outcomesByPhase: Readonly<Record<string, Partial<Record<Outcome, number>>>>;
  readonly byPhase: Readonly<
    Record<string, { readonly pageViews: number; readonly dropped: number }>
  >;
  /** Answers by HTTP status. k6 reports status 0 for a request without an answer. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly objectives: readonly JudgedObjective[];
  readonly findings: Readonly<Record<string, number | string>>;
  readonly counts: Counts;
}
