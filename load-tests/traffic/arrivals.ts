import type { Scenario } from './scenario.ts';

/** Page views that arrive at a rate, whether or not the earlier ones were answered. */
export interface Arrivals {
  /** Tags every measurement of them. */
  readonly phase: string;
  /** The name of the function that the profile exports for them. */
  readonly exec: string;
  readonly stream: number;
  /** Seconds from the start of the run. */
  readonly from: number;
  readonly seconds: number;
  /** Page views a second. */
  readonly rate: number;
  /** The rate at the start; it rises to `rate` within the first second. */
  readonly risesFrom?: number;
  /** Seconds that the slowest page view takes, which sets the number of virtual users. */
  readonly slowest: number;
}

/** The place of a scenario's page views in their stream. */
export interface Place {
  readonly stream: number;
  readonly first: number;
  /** In the order of time, each with the number of its first page view. */
  readonly phases: readonly { readonly phase: string; readonly first: number }[];
}

export interface Schedule {
  readonly scenarios: Readonly<Record<string, Scenario>>;
  /** By the scenario's name. */
  readonly places: Readonly<Record<string, Place>>;
  readonly phases: readonly string[];
  /** The number of page views that should begin. */
  readonly due: number;
  /** The same for one phase. */
  dueOf(phase: string): number;
}

/** Spare virtual users, because a busy machine exceeds any guess of the slowest page view at a low rate. */
const SPARE = { factor: 1.2, users: 40 };

export function schedule(all: readonly Arrivals[]): Schedule {
  const scenarios: Record<string, Scenario> = {};
  const places: Record<string, Place> = {};
  const begun = new Map<number, number>();
  for (const [index, run] of joinSame(all).entries()) {
    const [opening] = run;
    const name = `${opening.phase.replace(/\W+/g, '_')}_${index + 1}`;
    scenarios[name] = scenarioOf(run);
    // Phases of one stream continue its numbers, so that visitors return from one phase to the next.
    const first = begun.get(opening.stream) ?? 0;
    let next = first;
    const phases = run.map((arrivals) => {
      const begins = { phase: arrivals.phase, first: next };
      next += Math.ceil(dueOf(arrivals));
      return begins;
    });
    places[name] = { stream: opening.stream, first, phases };
    begun.set(opening.stream, next);
  }
  return {
    scenarios,
    places,
    phases: [...new Set(all.map(({ phase }) => phase))],
    due: dueIn(all),
    dueOf: (phase) => dueIn(all.filter((arrivals) => arrivals.phase === phase)),
  };
}

type Run = [Arrivals, ...Arrivals[]];

/** Phases that differ only in name share a scenario, because each scenario has virtual users of 1 MiB each. */
function joinSame(all: readonly Arrivals[]): Run[] {
  const runs: Run[] = [];
  for (const arrivals of all) {
    const run = runs.find((earlier) => continues(earlier.at(-1), arrivals));
    if (run) run.push(arrivals);
    else runs.push([arrivals]);
  }
  return runs;
}

function continues(before: Arrivals | undefined, after: Arrivals): boolean {
  return (
    before !== undefined &&
    before.exec === after.exec &&
    before.stream === after.stream &&
    before.rate === after.rate &&
    before.slowest === after.slowest &&
    before.risesFrom === undefined &&
    after.risesFrom === undefined &&
    Math.abs(before.from + before.seconds - after.from) < 0.001
  );
}

/** The phase of the page view with this number. */
export function phaseAt({ phases }: Place, number: number): string {
  let at = phases.length - 1;
  while (at > 0 && number < (phases[at]?.first ?? 0)) at -= 1;
  return phases[at]?.phase ?? '';
}

function dueIn(some: readonly Arrivals[]): number {
  return Math.floor(some.reduce((sum, arrivals) => sum + dueOf(arrivals), 0));
}

function dueOf({ rate, risesFrom = rate, seconds }: Arrivals): number {
  return rate * seconds - (rate - risesFrom) / 2;
}

function scenarioOf(run: Run): Scenario {
  const { phase, exec, from, rate, risesFrom, slowest } = run[0];
  const seconds = run.reduce((sum, arrivals) => sum + arrivals.seconds, 0);
  // Allocated in advance: creating a virtual user takes milliseconds, which a burst does not have.
  const vus = Math.ceil(rate * slowest * SPARE.factor) + SPARE.users;
  const common = {
    exec,
    startTime: `${from}s`,
    // Rates are whole numbers: per minute, the rate can be half a page view a second.
    timeUnit: '1m',
    preAllocatedVUs: vus,
    maxVUs: vus,
    gracefulStop: `${Math.ceil(slowest) + 1}s`,
    // Tags k6's own metrics, which cannot tell the phases of one scenario apart.
    ...(run.length === 1 && { tags: { phase } }),
  };
  if (risesFrom === undefined) {
    const duration = `${seconds}s`;
    return { ...common, executor: 'constant-arrival-rate', rate: perMinute(rate), duration };
  }
  return {
    ...common,
    executor: 'ramping-arrival-rate',
    startRate: perMinute(risesFrom),
    stages: [
      { target: perMinute(rate), duration: '1s' },
      { target: perMinute(rate), duration: `${seconds - 1}s` },
    ],
  };
}

function perMinute(rate: number): number {
  return Math.max(1, Math.round(rate * 60));
}
