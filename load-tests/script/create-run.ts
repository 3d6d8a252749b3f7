import type { ObjectThreshold, Options } from 'k6/options';
import { ACCESS_TOKEN_KEY } from '../../emulator/access-token-key.ts';
import type { Schedule } from '../traffic/arrivals.ts';
import { composeResult, keptByTag, TREND_STATS } from '../k6-result/compose-result.ts';
import type { K6Data } from '../k6-result/read-k6-data.ts';
import { LONGEST_SECONDS, type Plan } from '../plan.ts';
import { type K6Promise, NO_SCRIPT_ERRORS, promisesOfPhase } from '../thresholds/thresholds.ts';
import type { LoadResult } from '../k6-result/result.ts';
import type { Settings } from './read-settings.ts';
import { createMint, type Issuer, type MintToken } from '../traffic/tokens.ts';
import { MIXED_TRAFFIC } from '../traffic/page-view.ts';
import { K6_CRYPTO } from './crypto.ts';

/** What `setup` hands to every virtual user. */
export interface Run {
  /** Epoch seconds: all tokens of the run were issued then. */
  readonly startedAt: number;
  /** Eight hex digits that the run's trace ids begin with. */
  readonly runId: string;
}

export interface ProfileRun {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly schedule: Schedule;
  /** Promises besides those that every phase makes. */
  readonly promises?: readonly K6Promise[];
  /** Of this many requests in a phase, half have to be answered. By default, as many as are due. */
  readonly requestsDue?: (phase: string) => number;
  /** Whether each phase makes the promises that are usual; `breakpoint` is there to break them. */
  readonly phasesPromise?: boolean;
  readonly waves?: number;
  /** Thresholds that end the run when they are crossed. */
  readonly abortWhen?: readonly Pick<K6Promise, 'metric' | 'test'>[];
  readonly conclude?: (result: LoadResult) => LoadResult;
  readonly options?: Options;
}

/** What k6 looks for by these names. */
interface K6Exports {
  readonly options: Options;
  readonly setup: () => Run;
  readonly handleSummary: (data: unknown) => Record<string, string>;
}

/** What each profile exports to k6, besides its own functions. */
export function createRun(run: ProfileRun): K6Exports {
  const { plan, settings, schedule, waves = 0, conclude } = run;
  const promises = [
    NO_SCRIPT_ERRORS,
    ...(run.phasesPromise === false ? [] : schedule.phases).flatMap((phase) =>
      promisesOfPhase(plan.name, phase, run.requestsDue?.(phase) ?? schedule.dueOf(phase)),
    ),
    ...(run.promises ?? []),
  ];
  const thresholds: Record<string, (string | ObjectThreshold)[]> = keptByTag(schedule.phases);
  const add = (metric: string, threshold: string | ObjectThreshold) => {
    thresholds[metric] = [...(thresholds[metric] ?? []), threshold];
  };
  for (const { metric, test } of promises) add(metric, test);
  for (const { metric, test } of run.abortWhen ?? []) {
    add(metric, { threshold: test, abortOnFail: true });
  }

  const options: Options = {
    scenarios: { ...schedule.scenarios },
    thresholds,
    summaryTrendStats: TREND_STATS,
    // k6's own metrics of each request are made either way; without tags they cost less.
    systemTags: [],
    // A redirect is no answer that the contract knows.
    maxRedirects: 0,
    batchPerHost: 6,
    ...run.options,
  };

  return {
    options,
    setup: () => {
      const now = Date.now();
      return {
        startedAt: Math.floor(now / 1000),
        runId: (now % 2 ** 32).toString(16).padStart(8, '0'),
      };
    },
    handleSummary: (data) => {
      const order = {
        profile: plan.name,
        phases: schedule.phases,
        due: schedule.due,
        ...(run.phasesPromise !== false && { dueOf: (phase: string) => schedule.dueOf(phase) }),
        promises,
        waves,
      };
      const result = composeResult(data as K6Data, { ...order, ...(conclude && { conclude }) });
      return { [settings.resultFile ?? 'stdout']: `${JSON.stringify(result, null, 2)}\n` };
    },
  };
}

let minter: MintToken | undefined;

/** The virtual user's own, made once it knows when the run began. */
export function mintOf(run: Run, settings: Settings): MintToken {
  minter ??= createMint(issuerOf(run, settings), K6_CRYPTO);
  return minter;
}

/** Past the end of the longest run, whose first token is also its last. */
const LIFETIME_SECONDS = LONGEST_SECONDS + 400;

export function issuerOf({ startedAt }: Run, { appId, appSecret }: Settings): Issuer {
  return {
    appId,
    appSecret,
    accessTokenKey: ACCESS_TOKEN_KEY,
    issuedAt: startedAt,
    expiresAt: startedAt + LIFETIME_SECONDS,
  };
}

export function mixedTraffic(settings: Settings, stream: number) {
  const { seed, rate, opaqueShare } = settings;
  return { ...MIXED_TRAFFIC, seed, stream, rate, opaqueShare };
}
