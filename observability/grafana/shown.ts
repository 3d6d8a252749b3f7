import { LABEL, LOOKUPS, METRIC, perSecond, quantile, shareOver, WHICH } from '../metrics.ts';
import {
  burnRates,
  HIT_RATIO,
  OBJECTIVES,
  WIX_CALLS_PER_REQUEST,
} from '../prometheus/recording-rules.ts';
import type { Shown } from './panels.ts';

type Course = Shown & { readonly stacked?: true };

/** Grafana replaces it with a window that fits the resolution and the scrape interval. */
const W = '$__rate_interval';
const REPLICA_AND_POOL = `{{${LABEL.replica}}} {{${LABEL.pool}}}`;
const { requests, wixCalls, verifications, lookups, entries, inFlight, circuit } = METRIC;

export const now: readonly Shown[] = [
  {
    title: 'Answered (1 h)',
    description: 'Share of requests without a 5xx or 429. Objective: 99.9 %.',
    unit: 'percentunit',
    queries: { answered: `1 - ${burnRates.bad('failed', 60)}` },
    limit: { value: OBJECTIVES.failed, bad: 'below' },
  },
  {
    title: 'Answers within 500 ms (1 h)',
    description: 'Share of answered requests. Objective: 99 %.',
    unit: 'percentunit',
    queries: { fast: `1 - ${burnRates.bad('slow', 60)}` },
    limit: { value: OBJECTIVES.slow, bad: 'below' },
  },
  {
    title: 'Hits within 5 ms (1 h)',
    description: 'Below 99 %, the process or its machine is overloaded.',
    unit: 'percentunit',
    queries: { fast: `1 - ${burnRates.bad('slowHits', 60)}` },
    limit: { value: OBJECTIVES.slowHits, bad: 'below' },
  },
  {
    title: 'Hit ratio (15 min)',
    description: 'Share of lookups answered without waiting for Wix.',
    unit: 'percentunit',
    queries: { hits: HIT_RATIO },
    limit: { value: 0.8, bad: 'below' },
  },
  {
    title: 'Calls to Wix per request (15 min)',
    description: 'The documented example makes five. Above one, the cache does not help.',
    unit: 'short',
    queries: { calls: WIX_CALLS_PER_REQUEST },
    limit: { value: 1, bad: 'above' },
  },
  {
    title: 'Circuit breaker',
    description:
      '0: closed, Wix is called. Above 0: most of the last calls failed, and Wix is not called.',
    unit: 'short',
    queries: { circuit: `max(${circuit})` },
    limit: { value: 1, bad: 'above' },
  },
];

export const traffic: readonly Course[] = [
  {
    title: 'Requests by status',
    description: 'All requests, refusals included.',
    unit: 'reqps',
    queries: { [`{{${LABEL.status}}}`]: perSecond(requests, W, WHICH.all, [LABEL.status]) },
    stacked: true,
  },
  {
    title: 'Requests by cache outcome',
    description: 'Requests without an outcome were refused before the lookup.',
    unit: 'reqps',
    queries: {
      [`{{${LABEL.cacheOutcome}}}`]: perSecond(requests, W, WHICH.all, [LABEL.cacheOutcome]),
    },
    stacked: true,
  },
  {
    title: 'Refused and failed, by code',
    description: 'By error code: upstream_* are our failures, the others the caller’s.',
    unit: 'reqps',
    queries: {
      [`{{${LABEL.error}}}`]: perSecond(requests, W, `${WHICH.all},${LABEL.error}!=""`, [
        LABEL.error,
      ]),
    },
    stacked: true,
  },
];

export const latency: readonly Course[] = [
  {
    title: 'p99 by outcome',
    description: 'A hit takes well under a millisecond. A miss takes as long as Wix.',
    unit: 's',
    queries: {
      [`{{${LABEL.cacheOutcome}}}`]: quantile(0.99, requests, W, WHICH.answered, [
        LABEL.cacheOutcome,
      ]),
    },
  },
  {
    title: 'Hits',
    description: 'Objective: 99 % within 5 ms.',
    unit: 's',
    queries: Object.fromEntries(
      [0.5, 0.9, 0.99].map((q) => [`p${q * 100}`, quantile(q, requests, W, WHICH.hits)]),
    ),
  },
  {
    title: 'Share of slow answers',
    description: 'Answers over 500 ms and hits over 5 ms. Objective: at most 1 % of each.',
    unit: 'percentunit',
    queries: {
      'over 500 ms': shareOver(0.5, requests, W, WHICH.answered),
      'hits over 5 ms': shareOver(0.005, requests, W, WHICH.hits),
    },
    limit: { value: 0.01, bad: 'above' },
  },
];

export const cache: readonly Course[] = [
  {
    title: 'Hit ratio',
    description: 'Hits and stale hits among all lookups, without negative entries.',
    unit: 'percentunit',
    queries: {
      ratio: `${perSecond(lookups, W, LOOKUPS.fromMemory)} / ${perSecond(lookups, W, LOOKUPS.all)}`,
    },
  },
  {
    title: 'Lookups by outcome',
    description:
      'Many stale: instances are requested rarely. Many collapsed: a crowd arrived at once.',
    unit: 'ops',
    queries: { [`{{${LABEL.outcome}}}`]: perSecond(lookups, W, '', [LABEL.outcome]) },
    stacked: true,
  },
  {
    title: 'Instances held',
    description: 'By replica. At INSTANCE_CACHE_MAX_ENTRIES the least recently used is evicted.',
    unit: 'short',
    queries: { [`{{${LABEL.replica}}}`]: `sum by (${LABEL.replica}) (${entries})` },
  },
];

export const wix: readonly Course[] = [
  {
    title: 'Calls to Wix per request',
    description: 'By operation: token_info follows new visitors, the others follow instances.',
    unit: 'short',
    queries: {
      [`{{${LABEL.operation}}}`]: `${perSecond(wixCalls, W, '', [LABEL.operation])} / ignoring (${LABEL.operation}) group_left () ${perSecond(requests, W, WHICH.all)}`,
    },
    stacked: true,
  },
  {
    title: 'Calls to Wix per minute',
    description:
      'Wix allows 200 requests a minute per instance. The traces show which instance is close to it.',
    unit: 'short',
    queries: {
      [`{{${LABEL.operation}}}`]: `60 * ${perSecond(wixCalls, W, '', [LABEL.operation])}`,
    },
    stacked: true,
  },
  {
    title: 'Calls to Wix that failed, by status and error',
    description: '429 is throttling. A call without a status got no response.',
    unit: 'ops',
    queries: {
      [`{{${LABEL.operation}}} {{${LABEL.status}}} {{${LABEL.error}}}`]: perSecond(
        wixCalls,
        W,
        `${LABEL.error}!=""`,
        [LABEL.operation, LABEL.status, LABEL.error],
      ),
    },
  },
  {
    title: 'Duration of calls to Wix: p99',
    description: 'UPSTREAM_TIMEOUT_MS ends a call, after 2 s by default.',
    unit: 's',
    queries: { [`{{${LABEL.operation}}}`]: quantile(0.99, wixCalls, W, '', [LABEL.operation]) },
  },
];

export const identity: readonly Course[] = [
  {
    title: 'Verifications by method',
    description: 'token_info requires a call to Wix; the others require none.',
    unit: 'ops',
    queries: {
      [`{{${LABEL.identifiedBy}}}`]: perSecond(verifications, W, '', [LABEL.identifiedBy]),
    },
    stacked: true,
  },
  {
    title: 'Failed verifications',
    description: 'Refused tokens by code. A rise means an attack, or pages with expired tokens.',
    unit: 'ops',
    queries: {
      [`{{${LABEL.outcome}}}`]: perSecond(verifications, W, `${LABEL.outcome}!="verified"`, [
        LABEL.outcome,
      ]),
    },
    stacked: true,
  },
];

export const saturation: readonly Course[] = [
  {
    title: 'Calls to Wix in flight',
    description: 'At the limit of its bulkhead (256 and 64), calls wait and are then refused.',
    unit: 'short',
    queries: { [REPLICA_AND_POOL]: `sum by (${LABEL.replica}, ${LABEL.pool}) (${inFlight})` },
  },
  {
    title: 'Circuit breaker',
    description: '0: closed. 1: half open, one probe is in flight. 2: open, Wix is not called.',
    unit: 'short',
    queries: { [REPLICA_AND_POOL]: `max by (${LABEL.replica}, ${LABEL.pool}) (${circuit})` },
  },
  {
    title: 'Rejected for lack of capacity',
    description: '503: the circuit breaker was open, or the queue was full.',
    unit: 'reqps',
    queries: {
      'turned away': perSecond(requests, W, `${WHICH.all},${LABEL.status}="503"`),
    },
  },
];
