import type { CallReport } from '../../../emulator/call-log.ts';
import type { Plan } from '../../plan.ts';
import type { LoadResult, Verdict as Judged } from '../../k6-result/result.ts';
import { serverPromises } from '../../thresholds/server-objectives.ts';
import { upstreamPromises } from '../../thresholds/upstream-objectives.ts';
import { findInvalidReasons, GENERATOR_SHARE, judge, type RunFacts } from './judge-run.ts';
import { K6_CORES } from '../k6/k6-arguments.ts';
import type { RunOptions } from '../cli/parse-arguments.ts';
import type { Provenance } from './provenance.ts';
import type { K6Run } from '../k6/run-k6.ts';
import { summarizeUpstream } from './summarize-upstream.ts';
import { type PromiseReport, type SlowRequest, type Summary, SUMMARY_VERSION } from './summary.ts';
import type { HeldHeap } from '../supervise/watch-held-heap.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';

/** All that is known once k6 has ended. */
export interface RunRecord {
  readonly plan: Plan;
  readonly options: RunOptions;
  /** The environment that the server really had. */
  readonly settings: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  readonly origin: string;
  readonly k6: K6Run;
  readonly result: LoadResult | undefined;
  readonly slowest: readonly SlowRequest[];
  readonly provenance: Provenance;
  /** What only whoever started emulator and server can know. */
  readonly stack?: {
    readonly calls: CallReport | undefined;
    readonly usage: UsageReport | undefined;
    /** For profiles that promise something about it. */
    readonly heldHeap: HeldHeap | undefined;
    readonly died: string | undefined;
  };
}

export function summarizeRun(record: RunRecord): Summary {
  const { plan, options, settings, stack, result, k6 } = record;
  const requests = result?.counts.requests ?? 0;
  const promises = [...promisesOf(record)];
  const invalid = findInvalidReasons({
    k6: k6.ending,
    hasResult: result !== undefined,
    scriptErrors: result?.scriptErrors ?? 0,
    arrivals: arrivalsOf(record),
    vus: result?.vus ?? { most: 0, limit: 0 },
    requests,
    fewestRequests: plan.fewestRequests,
    ...(k6.usage && { generatorShare: k6.usage.cpuShare / K6_CORES }),
  });
  return {
    version: SUMMARY_VERSION,
    kind: 'profile',
    profile: plan.name,
    question: plan.question,
    // Whatever the generator did: a server must not end by it.
    ...(stack?.died === undefined ? judge(invalid, promises) : { verdict: 'FAIL', invalid: [] }),
    promises,
    notAsserted: stack ? [] : NOT_ASSERTED_ELSEWHERE,
    startedAt: record.startedAt.toISOString(),
    seconds: result?.seconds ?? 0,
    options: {
      seed: options.seed ?? 1,
      short: options.short,
      ...(options.rate !== undefined && { rate: options.rate }),
      ...(options.durationSeconds !== undefined && { durationSeconds: options.durationSeconds }),
      ...(options.traceShare !== undefined && { traceShare: options.traceShare }),
    },
    settings: stack ? settings : {},
    target: { origin: record.origin, startedHere: stack !== undefined },
    provenance: record.provenance,
    traffic: {
      pageViews: result?.pageViews.begun ?? 0,
      requests,
      requestsPerSecond: result && result.seconds > 0 ? requests / result.seconds : 0,
      droppedPageViews: result?.pageViews.dropped ?? 0,
    },
    latencyMs: {
      requests: result?.latency ?? {},
      outcomes: result?.latencyByOutcome ?? {},
      ...(result && { pageViews: result.pageViewLatency }),
    },
    outcomes: { ...(result?.outcomes as Record<string, number> | undefined) },
    statuses: result?.statuses ?? {},
    ...(stack?.calls && { upstream: summarizeUpstream(stack.calls, requests) }),
    ...(stack?.usage && {
      server: {
        ...stack.usage,
        cpuMicrosPerRequest: requests > 0 ? stack.usage.cpuMicros / requests : 0,
      },
    }),
    ...(k6.usage && { generator: { ...k6.usage, cores: K6_CORES } }),
    slowest: record.slowest,
    findings: findingsOf(record),
  };
}

/** Page views that find no virtual user are how `breakpoint` ends, and say nothing against the steps before. */
function arrivalsOf({ plan, result }: RunRecord): RunFacts['arrivals'] {
  if (result === undefined) return { begun: 0, dropped: 0 };
  const { pageViews } = result;
  return plan.name === 'breakpoint' ? { ...pageViews, dropped: 0 } : pageViews;
}

/**
 * `breakpoint` goes on until something breaks, and where generator and server share a machine that may be k6. The
 * mean over its steps would not tell: most of them are easy. The lower steps were sound all the same.
 */
function findingsOf({ plan, result, k6 }: RunRecord): Summary['findings'] {
  const findings = result?.findings ?? {};
  const busiest = (k6.usage?.cpuSharePeak ?? 0) / K6_CORES;
  if (plan.name !== 'breakpoint' || busiest <= GENERATOR_SHARE) return findings;
  const took = `${(busiest * 100).toFixed(0)} % of the processor time it may have`;
  return {
    ...findings,
    'limited by k6': `its busiest second took ${took}: this is the capacity of k6 and server together`,
  };
}

const NOT_ASSERTED_ELSEWHERE = [
  'calls to Wix: there is no emulator here that counted them',
  'opaque tokens: only Wix, or an emulator, can mint them, so all tokens are signed',
  'CPU, memory and survival of the server: it was not started here',
];

function* promisesOf({ plan, options, result, stack }: RunRecord): Generator<PromiseReport> {
  if (result === undefined) return;
  const report = (seenBy: PromiseReport['seenBy']) => (promise: Judged) =>
    reportPromise(promise, seenBy, options.short);
  yield* result.promises.map(report('k6'));
  if (stack?.calls) {
    yield* upstreamPromises({ plan, calls: stack.calls, result }).map(report('emulator'));
  }
  if (stack) {
    const memory = serverPromises({ plan, heapBytes: stack.heldHeap }).map(report('server'));
    // It takes minutes to settle.
    yield* options.short ? memory.map((of) => ({ ...of, outcome: 'unjudged' as const })) : memory;
    yield {
      name: 'the server stays up',
      seenBy: 'server',
      limit: 'ends only when it is told',
      seen: stack.died === undefined ? 'it did' : `ended by itself (${stack.died})`,
      outcome: stack.died === undefined ? 'kept' : 'broken',
    };
  }
}

/** Latency is no promise of a machine that others use too, which is where short runs are made. */
function reportPromise(
  { name, limit, seen, kept, kind }: Judged,
  seenBy: PromiseReport['seenBy'],
  short: boolean,
): PromiseReport {
  const outcome = kept ? 'kept' : 'broken';
  return { name, seenBy, limit, seen, outcome: short && kind === 'latency' ? 'unjudged' : outcome };
}
