import type { Outcome } from '../answers/outcome.ts';

/** Ms; all 0 where there is no sample. */
export interface Latency {
  readonly samples: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface Verdict {
  readonly name: string;
  /** As in `p(99) < 250 ms`. */
  readonly limit: string;
  readonly seen: string;
  readonly kept: boolean;
  /** `latency` says nothing on a machine that others use too. */
  readonly kind: 'latency' | 'outcome' | 'count';
}

/** What k6 counted, for what is judged after the run. */
export interface Counts {
  readonly pageViews: number;
  readonly requests: number;
  /** Page views for which the verdict on an opaque token could not be known any more: a call to Wix each, at most. */
  readonly tokenCallsDue: number;
  /** How often each instance was made to expire, or the server to forget; `stampede` and `cold-start`. */
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
  /** What `Cache-Status` and `code` say. Only those that were seen. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly outcomesByPhase: Readonly<Record<string, Partial<Record<Outcome, number>>>>;
  readonly byPhase: Readonly<
    Record<string, { readonly pageViews: number; readonly dropped: number }>
  >;
  /** '0' is no answer at all. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly promises: readonly Verdict[];
  readonly findings: Readonly<Record<string, number | string>>;
  readonly counts: Counts;
}
