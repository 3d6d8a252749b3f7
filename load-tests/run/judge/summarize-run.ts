import type { CallReport } from '../../../emulator/world/call-log.ts';
import type { JudgedObjective, LoadResult } from '../../k6-result/result.ts';
import type { Plan } from '../../plan.ts';
import { type HeldHeap, serverObjectives } from '../../thresholds/server-objectives.ts';
import { upstreamObjectives } from '../../thresholds/upstream-objectives.ts';
import { K6_CORES } from '../k6/k6-arguments.ts';
import type { K6Run } from '../k6/run-k6.ts';
import type { RunOptions } from '../run-options.ts';
import type { UsageReport } from '../supervise/watch-usage.ts';
import { findInvalidReasons, GENERATOR_SHARE, type RunFacts } from './find-invalid-reasons.ts';
import { judge } from './judge.ts';
import type { Provenance } from './provenance.ts';
import { summarizeUpstream } from './summarize-upstream.ts';
import {
  type ObjectiveReport,
  type SlowRequest,
  type Summary,
  SUMMARY_VERSION,
} from './summary.ts';

/** Everything that is known once k6 has ended. */
export interface RunRecord {
  readonly plan: Plan;
  readonly options: RunOptions;
  /** The settings that the server had. */
  readonly settings: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  readonly origin: string;
  readonly k6: K6Run;
  readonly result: LoadResult | undefined;
  readonly slowest: readonly SlowRequest[];
  readonly provenance: Provenance;
  /** Known only when this run started emulator and server. */
  readonly stack?: {
    readonly calls: CallReport | undefined;
    readonly usage: UsageReport | undefined;
    /** For profiles that judge memory. */
    readonly heldHeap: HeldHeap | undefined;
    readonly died: string | undefined;
  };
}

export function summarizeRun(record: RunRecord): Summary {
  const { plan, options, settings, stack, result, k6 } = record;
  const requests = result?.counts.requests ?? 0;
  const objectives = [...objectivesOf(record)];
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
    // A server must not end by itself, whatever the generator did.
    ...(stack?.died === undefined ? judge(invalid, objectives) : { verdict: 'FAIL', invalid: [] }),
    objectives,
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

/** `breakpoint` ends when page views find no virtual user, which does not make its earlier steps invalid. */
function arrivalsOf({ plan, result }: RunRecord): RunFacts['arrivals'] {
  if (result === undefined) return { begun: 0, dropped: 0 };
  const { pageViews } = result;
  return plan.name === 'breakpoint' ? { ...pageViews, dropped: 0 } : pageViews;
}

/**
 * `breakpoint` continues until it misses an objective. On a machine that generator and server share, k6 may be the
 * cause. The busiest second shows it; the mean does not, because most steps are easy. The lower steps stay sound.
 */
function findingsOf({ plan, result, k6 }: RunRecord): Summary['findings'] {
  const findings = result?.findings ?? {};
  const busiest = (k6.usage?.cpuSharePeak ?? 0) / K6_CORES;
  if (plan.name !== 'breakpoint' || busiest <= GENERATOR_SHARE) return findings;
  const took = `${(busiest * 100).toFixed(0)} % of its processor time`;
  return {
    ...findings,
    'limited by k6': `its busiest second took ${took}: this is the capacity of k6 and server together`,
  };
}

const NOT_ASSERTED_ELSEWHERE = [
  'calls to Wix: this run has no emulator that counts them',
  'opaque tokens: only Wix or an emulator can sign them, so all tokens are signed instances',
  'CPU, memory and survival of the server: this run did not start it',
];

function* objectivesOf({ plan, options, result, stack }: RunRecord): Generator<ObjectiveReport> {
  if (result === undefined) return;
  const report = (seenBy: ObjectiveReport['seenBy']) => (objective: JudgedObjective) =>
    reportObjective(objective, seenBy, options.short);
  yield* result.objectives.map(report('k6'));
  if (stack?.calls) {
    yield* upstreamObjectives({ plan, calls: stack.calls, result }).map(report('emulator'));
  }
  if (stack) {
    const memory = serverObjectives({ plan, heldHeap: stack.heldHeap }).map(report('server'));
    // Memory takes minutes to settle.
    yield* options.short ? memory.map((of) => ({ ...of, outcome: 'unjudged' as const })) : memory;
    yield {
      name: 'the server stays up',
      seenBy: 'server',
      limit: 'ends only on request',
      seen: stack.died === undefined ? 'yes' : `ended by itself (${stack.died})`,
      outcome: stack.died === undefined ? 'met' : 'missed',
    };
  }
}

/** Short runs do not judge latency, because they run on machines that do other work too. */
function reportObjective(
  { name, limit, seen, met, kind, assumption }: JudgedObjective,
  seenBy: ObjectiveReport['seenBy'],
  short: boolean,
): ObjectiveReport {
  const outcome = met ? 'met' : 'missed';
  return {
    name,
    seenBy,
    limit,
    seen,
    outcome: short && kind === 'latency' ? 'unjudged' : outcome,
    ...(assumption !== undefined && { assumption }),
  };
}
