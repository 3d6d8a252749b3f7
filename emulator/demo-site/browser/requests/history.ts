import type { SeenRequest } from './seen-request.ts';

/**
 * The calls to Wix per request of the documented example, as counted by
 * test/built/documented-example.test.ts.
 */
export const CALLS_OF_EXAMPLE = 5;

const KEY = 'demo.history';
const KEPT_REQUESTS = 60;
const KEPT_SECONDS = 120;

/** At one time (epoch s): the calls that had reached Wix, and the requests so far. */
export type Sample = readonly [at: number, calls: number, requests: number];

/** The calls and requests of this tab, over all its page views. */
export interface History {
  /** Calls that had reached Wix before this tab opened. */
  readonly callsBefore: number;
  calls: number;
  requests: number;
  samples: Sample[];
  /** Newest first. */
  log: SeenRequest[];
}

/** Draws the history up to `now` (epoch s). */
export type DrawHistory = (history: History, now: number) => void;

/** Continues the history of an earlier page view, unless the emulator was restarted since. */
export function readHistory(callsNow: number): History {
  const kept = sessionStorage.getItem(KEY);
  const history = kept === null ? undefined : (JSON.parse(kept) as History);
  if (history && history.callsBefore + history.calls <= callsNow) return history;
  return { callsBefore: callsNow, calls: 0, requests: 0, samples: [], log: [] };
}

export function addRequest(history: History, request: SeenRequest): void {
  history.requests++;
  history.log = [request, ...history.log].slice(0, KEPT_REQUESTS);
  keep(history);
}

/** `at` in epoch seconds. */
export function addSample(history: History, at: number, callsNow: number): void {
  history.calls = Math.max(0, callsNow - history.callsBefore);
  const recent = history.samples.filter(([then]) => then > at - KEPT_SECONDS);
  history.samples = [...recent, [at, history.calls, history.requests]];
  keep(history);
}

function keep(history: History): void {
  sessionStorage.setItem(KEY, JSON.stringify(history));
}
