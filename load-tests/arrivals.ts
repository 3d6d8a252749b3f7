import type { Scenario } from 'k6/options';

/** Page views that arrive at a rate, whether or not those before them were served. */
export interface Arrivals {
  /** Tags all that is measured of them. */
  readonly phase: string;
  /** The function that the profile exports for them. */
  readonly exec: string;
  readonly stream: number;
  /** Seconds from the start of the run. */
  readonly from: number;
  readonly seconds: number;
  /** Page views a second. */
  readonly rate: number;
  /** The rate to rise from, within the first second. */
  readonly risesFrom?: number;
  /** Seconds that the slowest page view takes; it decides how many virtual users there have to be. */
  readonly slowest: number;
}

/** Where in its stream a scenario's page views begin. */
export interface Place {
  readonly stream: number;
  readonly first: number;
  readonly phase: string;
}

export interface Schedule {
  readonly scenarios: Readonly<Record<string, Scenario>>;
  /** By the scenario's name. */
  readonly places: Readonly<Record<string, Place>>;
  readonly phases: readonly string[];
  /** Page views that should begin. */
  readonly due: number;
  /** Those of one phase. */
  dueOf(phase: string): number;
}

/** Against a wrong guess of the slowest page view. */
const SPARE = 1.2;

export function schedule(all: readonly Arrivals[]): Schedule {
  const scenarios: Record<string, Scenario> = {};
  const places: Record<string, Place> = {};
  const begun = new Map<number, number>();
  for (const [index, arrivals] of all.entries()) {
    const name = `${arrivals.phase.replace(/\W+/g, '_')}_${index + 1}`;
    scenarios[name] = scenarioOf(arrivals);
    // Phases of one stream go on where the one before ended, so that visitors return across them.
    const first = begun.get(arrivals.stream) ?? 0;
    places[name] = { stream: arrivals.stream, first, phase: arrivals.phase };
    begun.set(arrivals.stream, first + Math.ceil(dueOf(arrivals)));
  }
  return {
    scenarios,
    places,
    phases: [...new Set(all.map(({ phase }) => phase))],
    due: dueIn(all),
    dueOf: (phase) => dueIn(all.filter((arrivals) => arrivals.phase === phase)),
  };
}

function dueIn(some: readonly Arrivals[]): number {
  return Math.floor(some.reduce((sum, arrivals) => sum + dueOf(arrivals), 0));
}

function dueOf({ rate, risesFrom = rate, seconds }: Arrivals): number {
  return rate * seconds - (rate - risesFrom) / 2;
}

function scenarioOf(arrivals: Arrivals): Scenario {
  const { phase, exec, from, seconds, rate, risesFrom, slowest } = arrivals;
  // Allocated beforehand: making one takes milliseconds, and they would be missing when they are needed.
  const vus = Math.ceil(rate * slowest * SPARE) + 1;
  const common = {
    exec,
    startTime: `${from}s`,
    // By the minute, so that half a page view a second can be asked for.
    timeUnit: '1m',
    preAllocatedVUs: vus,
    maxVUs: vus,
    gracefulStop: `${Math.ceil(slowest) + 1}s`,
    tags: { phase },
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
