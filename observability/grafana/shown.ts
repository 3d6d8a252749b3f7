import { LABEL, LOOKUPS, METRIC, perSecond, quantile, shareOver, WHICH } from '../metrics.ts';
import {
  burnRates,
  HIT_RATIO,
  OBJECTIVES,
  WIX_CALLS_PER_REQUEST,
} from '../prometheus/recording-rules.ts';
import type { Shown } from './panels.ts';

type Course = Shown & { readonly stacked?: true };

/** Grafana puts in what fits the resolution and the scrape interval. */
const W = '$__rate_interval';
const REPLICA_AND_POOL = `{{${LABEL.replica}}} {{${LABEL.pool}}}`;
const { requests, wixCalls, verifications, lookups, entries, inFlight, circuit } = METRIC;

export const now: readonly Shown[] = [
  {
    title: 'Answered (1 h)',
    description: 'Share of requests that neither we nor Wix failed: 99.9 % is promised.',
    unit: 'percentunit',
    queries: { answered: `1 - ${burnRates.bad('failed', 60)}` },
    limit: { value: OBJECTIVES.failed, bad: 'below' },
  },
  {
    title: 'Answers within 500 ms (1 h)',
    description: 'Of those that were answered: 99 % is promised.',
    unit: 'percentunit',
    queries: { fast: `1 - ${burnRates.bad('slow', 60)}` },
    limit: { value: OBJECTIVES.slow, bad: 'below' },
  },
  {
    title: 'Hits within 5 ms (1 h)',
    description: 'Below 99 %, the process or its machine is busy with something else.',
    unit: 'percentunit',
    queries: { fast: `1 - ${burnRates.bad('slowHits', 60)}` },
    limit: { value: OBJECTIVES.slowHits, bad: 'below' },
  },
  {
    title: 'From memory (15 min)',
    description: 'Share of lookups answered without waiting for Wix.',
    unit: 'percentunit',
    queries: { hits: HIT_RATIO },
    limit: { value: 0.8, bad: 'below' },
  },
  {
    title: 'Calls to Wix per request (15 min)',
    description: 'The documented example makes five; above one, the memory does not help.',
    unit: 'short',
    queries: { calls: WIX_CALLS_PER_REQUEST },
    limit: { value: 1, bad: 'above' },
  },
  {
    title: 'Circuit',
    description: '0: Wix is asked. Above: it is not, for most of the last calls failed.',
    unit: 'short',
    queries: { circuit: `max(${circuit})` },
    limit: { value: 1, bad: 'above' },
  },
];

export const traffic: readonly Course[] = [
  {
    title: 'Requests by status',
    description: 'Everything that asked, refusals included.',
    unit: 'reqps',
    queries: { [`{{${LABEL.status}}}`]: perSecond(requests, W, WHICH.all, [LABEL.status]) },
    stacked: true,
  },
  {
    title: 'Requests by outcome in memory',
    description: 'Without one: refused before anything was looked up.',
    unit: 'reqps',
    queries: {
      [`{{${LABEL.cacheOutcome}}}`]: perSecond(requests, W, WHICH.all, [LABEL.cacheOutcome]),
    },
    stacked: true,
  },
  {
    title: 'Refused and failed, by code',
    description: 'The codes of the answers: upstream_* are ours, the others the asker’s.',
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
    description: 'A hit takes well under a millisecond; a miss as long as Wix does.',
    unit: 's',
    queries: {
      [`{{${LABEL.cacheOutcome}}}`]: quantile(0.99, requests, W, WHICH.answered, [
        LABEL.cacheOutcome,
      ]),
    },
  },
  {
    title: 'Hits',
    description: 'Promised: 99 % within 5 ms.',
    unit: 's',
    queries: Object.fromEntries(
      [0.5, 0.9, 0.99].map((q) => [`p${q * 100}`, quantile(q, requests, W, WHICH.hits)]),
    ),
  },
  {
    title: 'Share of slow ones',
    description: 'Answers over 500 ms and hits over 5 ms: one percent of each is allowed.',
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
    description: 'Hits and stale ones of all lookups; remembered refusals count on neither side.',
    unit: 'percentunit',
    queries: {
      ratio: `${perSecond(lookups, W, LOOKUPS.fromMemory)} / ${perSecond(lookups, W, LOOKUPS.all)}`,
    },
  },
  {
    title: 'Lookups by outcome',
    description:
      'Many stale: instances are asked for rarely. Many collapsed: a crowd came at once.',
    unit: 'ops',
    queries: { [`{{${LABEL.outcome}}}`]: perSecond(lookups, W, '', [LABEL.outcome]) },
    stacked: true,
  },
  {
    title: 'Instances held',
    description: 'By replica; at INSTANCE_CACHE_MAX_ENTRIES, the least used makes room.',
    unit: 'short',
    queries: { [`{{${LABEL.replica}}}`]: `sum by (${LABEL.replica}) (${entries})` },
  },
];

export const wix: readonly Course[] = [
  {
    title: 'Calls to Wix per request',
    description: 'By operation: token_info goes with new visitors, the others with instances.',
    unit: 'short',
    queries: {
      [`{{${LABEL.operation}}}`]: `${perSecond(wixCalls, W, '', [LABEL.operation])} / ignoring (${LABEL.operation}) group_left () ${perSecond(requests, W, WHICH.all)}`,
    },
    stacked: true,
  },
  {
    title: 'Calls to Wix per minute',
    description: 'Wix allows 200 a minute for one instance: the traces tell which one comes near.',
    unit: 'short',
    queries: {
      [`{{${LABEL.operation}}}`]: `60 * ${perSecond(wixCalls, W, '', [LABEL.operation])}`,
    },
    stacked: true,
  },
  {
    title: 'Calls to Wix that failed, by status and error',
    description: '429 is throttling; without a status, nothing came back.',
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
    title: 'How long Wix takes: p99',
    description: 'UPSTREAM_TIMEOUT_MS cuts it off, at 2 s unless set otherwise.',
    unit: 's',
    queries: { [`{{${LABEL.operation}}}`]: quantile(0.99, wixCalls, W, '', [LABEL.operation]) },
  },
];

export const identity: readonly Course[] = [
  {
    title: 'Verifications by method',
    description: 'token_info costs a call to Wix; the others cost none.',
    unit: 'ops',
    queries: {
      [`{{${LABEL.identifiedBy}}}`]: perSecond(verifications, W, '', [LABEL.identifiedBy]),
    },
    stacked: true,
  },
  {
    title: 'Verifications that came to nothing',
    description:
      'Refused tokens by code: a rise is an attack, or a page that kept its token too long.',
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
    description: 'At the limit of its pool (256 and 64) calls wait, then are refused.',
    unit: 'short',
    queries: { [REPLICA_AND_POOL]: `sum by (${LABEL.replica}, ${LABEL.pool}) (${inFlight})` },
  },
  {
    title: 'Circuit',
    description: '0 closed; 1 half open: one probe is out; 2 open: Wix is not asked.',
    unit: 'short',
    queries: { [REPLICA_AND_POOL]: `max by (${LABEL.replica}, ${LABEL.pool}) (${circuit})` },
  },
  {
    title: 'Turned away',
    description: '503: the circuit was open, or too many waited already.',
    unit: 'reqps',
    queries: {
      'turned away': perSecond(requests, W, `${WHICH.all},${LABEL.status}="503"`),
    },
  },
];
