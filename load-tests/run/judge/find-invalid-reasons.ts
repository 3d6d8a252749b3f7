import type { K6Ending } from '../k6/run-k6.ts';
import type { InvalidReason } from './summary.ts';

/** What decides whether a run proves anything about the server. */
export interface RunFacts {
  readonly k6: K6Ending;
  /** Whether k6 wrote its result. */
  readonly hasResult: boolean;
  readonly scriptErrors: number;
  /** Page views: due by the plan (where it sets a rate), begun, and dropped because no virtual user was free. */
  readonly arrivals: {
    readonly due?: number;
    readonly begun: number;
    readonly dropped: number;
  };
  readonly vus: { readonly most: number; readonly limit: number };
  readonly requests: number;
  /** A run with fewer requests is INVALID. */
  readonly fewestRequests: number;
  /** The share of k6's cores that k6 used, over the whole run. */
  readonly generatorShare?: number;
}

/** A generator that drops a larger share of its arrivals sends other traffic than planned. */
const DROPPED_SHARE = 0.01;
const ARRIVED_SHARE = 0.95;
/** Above this share, the latency that k6 measures may be its own waiting. */
export const GENERATOR_SHARE = 0.9;

const IDLE_SHARE = 0.7;

/** k6's own exit codes (`errext/exitcodes` in its sources). */
const THRESHOLDS_CROSSED = 99;
const INVALID_EXITS: Readonly<Record<number, Pick<InvalidReason, 'code'> & { why: string }>> = {
  104: { code: 'k6_configuration', why: 'k6 refused its configuration' },
  105: { code: 'interrupted', why: 'a signal ended k6' },
  107: { code: 'k6_exception', why: 'the script threw when k6 loaded it' },
  108: { code: 'k6_aborted', why: 'the script aborted the run' },
};

/** Every reason why the run proves nothing, in the order in which to look at them. */
export function findInvalidReasons(run: RunFacts): InvalidReason[] {
  if (!run.hasResult) {
    const detail = 'k6 wrote no result';
    return [...reasonsInEnding(run.k6), { code: 'no_result', detail }];
  }
  return [...reasonsInEnding(run.k6), ...reasonsInArrivals(run), ...reasonsInGenerator(run)];
}

function* reasonsInEnding(k6: K6Ending): Generator<InvalidReason> {
  if (k6.kind === 'interrupted') yield { code: 'interrupted', detail: 'the run was interrupted' };
  if (k6.kind === 'timed out') {
    yield { code: 'timed_out', detail: `k6 still ran after ${k6.seconds} s and was ended` };
  }
  if (k6.kind === 'ended' && k6.code !== 0 && k6.code !== THRESHOLDS_CROSSED) {
    const known = INVALID_EXITS[k6.code ?? -1];
    const code = k6.code === null ? 'a signal' : `exit code ${k6.code}`;
    yield {
      code: known?.code ?? 'k6_failed',
      detail: `${known?.why ?? 'k6 failed'} (${code}); see k6.log`,
    };
  }
}

function* reasonsInArrivals(run: RunFacts): Generator<InvalidReason> {
  const { arrivals, scriptErrors, vus } = run;
  if (scriptErrors > 0) {
    yield { code: 'script_errors', detail: `the script failed ${scriptErrors} times; see k6.log` };
  }
  const wanted = arrivals.begun + arrivals.dropped;
  if (arrivals.dropped > wanted * DROPPED_SHARE) {
    yield {
      code: 'arrivals_dropped',
      detail: `${percent(arrivals.dropped, wanted)} of the page views could not begin: k6 had no virtual user left for them`,
    };
  }
  if (
    arrivals.due !== undefined &&
    arrivals.begun < arrivals.due * ARRIVED_SHARE &&
    !wereLeftWaiting(run)
  ) {
    yield {
      code: 'arrivals_below_target',
      detail: `${arrivals.begun} page views began, ${Math.round(arrivals.due)} were due`,
    };
  }
  if (arrivals.dropped > 0 && vus.most >= vus.limit) {
    yield {
      code: 'vus_exhausted',
      detail: `all ${vus.limit} virtual users were busy at once${explainBusy(run.generatorShare)}`,
    };
  }
}

function* reasonsInGenerator(run: RunFacts): Generator<InvalidReason> {
  const { generatorShare, requests, fewestRequests } = run;
  if (generatorShare !== undefined && generatorShare > GENERATOR_SHARE) {
    yield {
      code: 'generator_saturated',
      detail: `k6 used ${percent(generatorShare, 1)} of its processor time: its latencies are its own`,
    };
  }
  if (requests < fewestRequests) {
    yield {
      code: 'too_few_samples',
      detail: `${requests} requests; a verdict needs ${fewestRequests}`,
    };
  }
}

/**
 * Whether the missing page views did begin. k6 begins a page view, drops it, or is too busy for both. With an idle
 * k6 that dropped none, the missing ones were cut off while they waited, which is a finding about the server.
 */
function wereLeftWaiting({ arrivals, generatorShare, k6 }: RunFacts): boolean {
  const idle = generatorShare !== undefined && generatorShare <= IDLE_SHARE;
  return idle && arrivals.dropped === 0 && k6.kind === 'ended';
}

/** A virtual user that waits for an answer is busy too. If k6 itself had time to spare, the server was too slow. */
function explainBusy(generatorShare: number | undefined): string {
  if (generatorShare === undefined || generatorShare > IDLE_SHARE) return '';
  return `, with k6 at ${percent(generatorShare, 1)} of its processor time: answers took too long for this rate`;
}

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)} %`;
}
