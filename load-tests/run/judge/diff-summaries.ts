import type { ObjectiveReport, Summary } from './summary.ts';

export interface FigureChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** `after` divided by `before`; undefined when `before` is 0. */
  readonly ratio?: number;
}

export interface ObjectiveChange {
  readonly name: string;
  readonly before?: ObjectiveReport;
  readonly after?: ObjectiveReport;
}

export interface SummaryDiff {
  /** What makes the comparison unfair: another profile, machine or rate. */
  readonly unlike: readonly string[];
  readonly figures: readonly FigureChange[];
  /** Objectives whose outcome changed, or that only one of the two has. */
  readonly objectives: readonly ObjectiveChange[];
  /** Whether the second run is worse: it missed an objective that the first did not, or its verdict fell. */
  readonly worse: boolean;
}

const RANK = { PASS: 0, INVALID: 1, FAIL: 2 } as const;

/** Compares the second run with the first. */
export function diffSummaries(before: Summary, after: Summary): SummaryDiff {
  const objectives = diffObjectives(before.objectives, after.objectives);
  return {
    unlike: [...findUnlike(before, after)],
    figures: [...diffFigures(before, after)],
    objectives,
    worse:
      RANK[after.verdict] > RANK[before.verdict] ||
      objectives.some(
        ({ before: was, after: is }) =>
          is?.outcome === 'missed' && was?.outcome !== 'missed' && is.assumption === undefined,
      ),
  };
}

function* findUnlike(before: Summary, after: Summary): Generator<string> {
  const facts = ({ profile, options, provenance, settings, target }: Summary) => ({
    profile,
    rate: options.rate,
    duration: options.durationSeconds,
    seed: options.seed,
    short: options.short,
    machine: `${provenance.cpu}, ${provenance.cores} cores`,
    node: provenance.node,
    k6: provenance.k6,
    settings: JSON.stringify(Object.entries(settings).sort()),
    'started here': target.startedHere,
  });
  const [was, is] = [facts(before), facts(after)];
  for (const name of Object.keys(was) as (keyof typeof was)[]) {
    if (was[name] !== is[name]) {
      yield `${name}: ${String(was[name] ?? 'the profile’s')} → ${String(is[name] ?? 'the profile’s')}`;
    }
  }
}

function* diffFigures(before: Summary, after: Summary): Generator<FigureChange> {
  for (const [name, read] of FIGURES) {
    const [was, is] = [read(before), read(after)];
    if (was === undefined || is === undefined) continue;
    yield { name, before: was, after: is, ...(was > 0 && { ratio: is / was }) };
  }
}

type Read = (summary: Summary) => number | undefined;

const FIGURES: readonly (readonly [string, Read])[] = [
  ['requests a second', ({ traffic }) => traffic.requestsPerSecond],
  ...(['p50', 'p95', 'p99', 'p999'] as const).map(
    (at) =>
      [`request ${at}, ms`, ({ latencyMs }: Summary) => latencyMs.requests['all']?.[at]] as const,
  ),
  ['page view p99, ms', ({ latencyMs }) => latencyMs.pageViews?.p99],
  ['calls to Wix per request', ({ upstream }) => upstream?.perRequest],
  [
    'worst instance and minute',
    ({ upstream }) =>
      upstream &&
      Math.max(...Object.values(upstream.operations).map(({ worstMinute }) => worstMinute.calls)),
  ],
  ['server CPU per request, µs', ({ server }) => server?.cpuMicrosPerRequest],
  ['server memory, most, MiB', ({ server }) => server && server.rssBytes.max / 2 ** 20],
  ['k6 CPU of one core', ({ generator }) => generator?.cpuShare],
];

function diffObjectives(
  before: readonly ObjectiveReport[],
  after: readonly ObjectiveReport[],
): ObjectiveChange[] {
  // By name alone: some limits depend on the run's own traffic.
  const byName = (objectives: readonly ObjectiveReport[]) =>
    new Map(objectives.map((objective) => [objective.name, objective]));
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [old, now] = [was.get(name), is.get(name)];
    if (old?.outcome === now?.outcome) return [];
    return [{ name, ...(old && { before: old }), ...(now && { after: now }) }];
  });
}
