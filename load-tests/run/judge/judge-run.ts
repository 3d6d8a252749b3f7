import type { InvalidReason, PromiseReport, Verdict } from './summary.ts';

/** What decides whether a run says anything about the server. */
export interface RunFacts {
  readonly k6: K6Ending;
  /** Whether k6 left its result behind. */
  readonly hasResult: boolean;
  readonly scriptErrors: number;
  /** Page views: those that were due by the plan (where it sets a rate), came to their end, and could not begin. */
  readonly arrivals: {
    readonly due?: number;
    readonly begun: number;
    readonly dropped: number;
  };
  readonly vus: { readonly most: number; readonly limit: number };
  readonly requests: number;
  /** Fewer say nothing. */
  readonly fewestRequests: number;
  /** Of the cores that k6 may use, over the whole run. */
  readonly generatorShare?: number;
}

export type K6Ending =
  | { readonly kind: 'ended'; readonly code: number | null }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'timed out'; readonly seconds: number };

/** A generator that drops more of its arrivals than this no longer sends the traffic it was asked for. */
const DROPPED_SHARE = 0.01;
const ARRIVED_SHARE = 0.95;
/** Past this, what k6 reads as latency may be its own waiting. */
export const GENERATOR_SHARE = 0.9;

const IDLE_SHARE = 0.7;

/** k6's own exit codes (`errext/exitcodes` in its sources). */
const THRESHOLDS_CROSSED = 99;
const INVALID_EXITS: Readonly<Record<number, Pick<InvalidReason, 'code'> & { why: string }>> = {
  104: { code: 'k6_configuration', why: 'k6 refused its configuration' },
  105: { code: 'interrupted', why: 'k6 was ended by a signal' },
  107: { code: 'k6_exception', why: 'the script threw when k6 read it' },
  108: { code: 'k6_aborted', why: 'the script aborted the run' },
};

/** Every reason for which the run says nothing, in the order in which they are worth looking at. */
export function findInvalidReasons(run: RunFacts): InvalidReason[] {
  return [...reasonsOf(run)];
}

function* reasonsOf(run: RunFacts): Generator<InvalidReason> {
  const { k6, arrivals, vus } = run;
  if (k6.kind === 'interrupted') yield { code: 'interrupted', detail: 'the run was interrupted' };
  if (k6.kind === 'timed out') {
    yield {
      code: 'timed_out',
      detail: `k6 was still running after ${k6.seconds} s, and was ended`,
    };
  }
  if (k6.kind === 'ended' && k6.code !== 0 && k6.code !== THRESHOLDS_CROSSED) {
    const known = INVALID_EXITS[k6.code ?? -1];
    const code = k6.code === null ? 'a signal' : `exit code ${k6.code}`;
    yield {
      code: known?.code ?? 'k6_failed',
      detail: `${known?.why ?? 'k6 failed'} (${code}); k6.log says more`,
    };
  }
  if (!run.hasResult) {
    yield { code: 'no_result', detail: 'k6 left no result behind' };
    return;
  }
  if (run.scriptErrors > 0) {
    yield {
      code: 'script_errors',
      detail: `the script failed ${run.scriptErrors} times; k6.log says how`,
    };
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
      detail: `all ${vus.limit} virtual users were busy at once${whoseDoing(run.generatorShare)}`,
    };
  }
  if (run.generatorShare !== undefined && run.generatorShare > GENERATOR_SHARE) {
    yield {
      code: 'generator_saturated',
      detail: `k6 used ${percent(run.generatorShare, 1)} of the processor time it may have: its latencies are its own`,
    };
  }
  if (run.requests < run.fewestRequests) {
    yield {
      code: 'too_few_samples',
      detail: `${run.requests} requests; fewer than ${run.fewestRequests} say nothing`,
    };
  }
}

/**
 * Whether page views are missing that did begin: k6 either begins one, or drops it, or is too busy for both. One
 * that did neither was cut off while it waited, which is a finding about the server.
 */
function wereLeftWaiting({ arrivals, generatorShare, k6 }: RunFacts): boolean {
  const idle = generatorShare !== undefined && generatorShare <= IDLE_SHARE;
  return idle && arrivals.dropped === 0 && k6.kind === 'ended';
}

/** Who waits for an answer is busy too: a k6 with time to spare was kept waiting. */
function whoseDoing(generatorShare: number | undefined): string {
  if (generatorShare === undefined || generatorShare > IDLE_SHARE) return '';
  return `, with k6 at ${percent(generatorShare, 1)} of its processor time: answers took too long for this rate`;
}

/** An invalid run is neither passed nor failed: a promise that broke in it may be the generator's doing. */
export function judge(
  found: readonly InvalidReason[],
  promises: readonly PromiseReport[],
): { readonly verdict: Verdict; readonly invalid: readonly InvalidReason[] } {
  const judged = promises.filter(({ outcome }) => outcome !== 'unjudged');
  const invalid: readonly InvalidReason[] =
    found.length === 0 && judged.length === 0
      ? [{ code: 'nothing_judged', detail: 'no promise could be judged' }]
      : found;
  if (invalid.length > 0) return { verdict: 'INVALID', invalid };
  const broken = judged.some(({ outcome }) => outcome === 'broken');
  return { verdict: broken ? 'FAIL' : 'PASS', invalid };
}

export const EXIT_CODES: Readonly<Record<Verdict, number>> = { PASS: 0, FAIL: 1, INVALID: 2 };

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)} %`;
}
