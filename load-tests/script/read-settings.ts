import type { DescribedAnswers, DescribedResponses } from '../answers/described-answers.ts';
import { LONGEST_SECONDS, type Plan, shortestSecondsOf } from '../plan.ts';

/** What the runner hands to a profile. */
export interface Settings {
  readonly baseUrl: string;
  /** Undefined for a server that was not started with an emulator. */
  readonly emulatorUrl: string | undefined;
  readonly controlUrl: string | undefined;
  readonly seed: number;
  /** Page views a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly opaqueShare: number;
  /** All widgets of a page share one request, as the client in src/browser/ does. */
  readonly sharedClient: boolean;
  /** Overrides the profile's guess of how many seconds the slowest page view takes; it sets the virtual users. */
  readonly slowest: number | undefined;
  readonly resultFile: string | undefined;
  readonly appId: string;
  readonly appSecret: string;
  readonly described: DescribedAnswers;
  /** Parsed when it is called, because each virtual user would hold its own copy. */
  readonly describedResponses: () => DescribedResponses;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that begin with LOAD_. The prefix is not K6_, because k6 itself obeys K6_DURATION and the
 * like by dropping the scenarios.
 *
 * @throws Error with one line that names the variable.
 */
export function readSettings(env: Environment, plan: Plan): Settings {
  const text = (name: string) => env[name]?.trim() || undefined;

  function needed(name: string): string {
    const value = text(name);
    if (value === undefined) throw new Error(`${name} is not set; npm run load sets it`);
    return value;
  }

  function number(name: string, fallback: number, min: number, max: number): number {
    const given = text(name);
    if (given === undefined) return fallback;
    const value = Number(given);
    if (value >= min && value <= max) return value;
    throw new Error(`${name} is ${JSON.stringify(given)}, not a number from ${min} to ${max}`);
  }

  function flag(name: string): boolean {
    const given = text(name) ?? 'false';
    if (given === 'true' || given === 'false') return given === 'true';
    throw new Error(`${name} is ${JSON.stringify(given)}, not true or false`);
  }

  refuseUnknown(env);
  const load = flag('LOAD_SHORT') ? plan.short : plan.defaults;
  const emulatorUrl = text('LOAD_EMULATOR_URL');
  if (plan.needs.emulator && emulatorUrl === undefined) {
    throw new Error(`LOAD_EMULATOR_URL is not set; ${plan.name} needs an emulator to control`);
  }
  return {
    baseUrl: needed('LOAD_BASE_URL').replace(/\/+$/, ''),
    emulatorUrl,
    controlUrl: plan.needs.restart ? needed('LOAD_CONTROL_URL') : text('LOAD_CONTROL_URL'),
    seed: number('LOAD_SEED', 1, 0, 0xffff_ffff),
    rate: number('LOAD_RATE', load.rate, 1, 100_000),
    seconds: number(
      'LOAD_DURATION',
      load.durationSeconds,
      shortestSecondsOf(plan),
      LONGEST_SECONDS,
    ),
    // Only Wix and the emulator can sign opaque tokens.
    opaqueShare: number('LOAD_OPAQUE_SHARE', emulatorUrl === undefined ? 0 : 0.8, 0, 1),
    sharedClient: flag('LOAD_SHARED_CLIENT'),
    slowest: text('LOAD_SLOWEST') === undefined ? undefined : number('LOAD_SLOWEST', 1, 0.01, 60),
    resultFile: text('LOAD_RESULT'),
    appId: needed('LOAD_APP_ID'),
    appSecret: needed('LOAD_APP_SECRET'),
    described: JSON.parse(needed('LOAD_DESCRIBED_ANSWERS')) as DescribedAnswers,
    describedResponses: () => JSON.parse(needed('LOAD_DESCRIBED_RESPONSES')) as DescribedResponses,
  };
}

const NAMES = new Set([
  'LOAD_BASE_URL',
  'LOAD_EMULATOR_URL',
  'LOAD_CONTROL_URL',
  'LOAD_SEED',
  'LOAD_RATE',
  'LOAD_DURATION',
  'LOAD_SHORT',
  'LOAD_OPAQUE_SHARE',
  'LOAD_SHARED_CLIENT',
  'LOAD_SLOWEST',
  'LOAD_RESULT',
  'LOAD_APP_ID',
  'LOAD_APP_SECRET',
  'LOAD_DESCRIBED_ANSWERS',
  'LOAD_DESCRIBED_RESPONSES',
]);

function refuseUnknown(env: Environment): void {
  const unknown = Object.keys(env).find((name) => name.startsWith('LOAD_') && !NAMES.has(name));
  if (unknown !== undefined) throw new Error(`${unknown} is not a setting of a load test`);
}
