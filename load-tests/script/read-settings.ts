import { LONGEST_SECONDS, type Plan, shortestSecondsOf } from '../plan.ts';

/** What the runner tells a profile. */
export interface Settings {
  readonly baseUrl: string;
  /** Undefined where there is none to steer. */
  readonly emulatorUrl: string | undefined;
  readonly controlUrl: string | undefined;
  readonly seed: number;
  readonly rate: number;
  readonly seconds: number;
  readonly traceShare: number;
  readonly opaqueShare: number;
  /** One request for all widgets of a page, as the browser's shared client has it. */
  readonly sharedClient: boolean;
  /** Seconds that the slowest page view takes, where it is not as the profile guesses: it decides on the virtual users. */
  readonly slowest: number | undefined;
  readonly resultFile: string | undefined;
  readonly appId: string;
  readonly appSecret: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that begin with LOAD_. A prefix of our own, because k6 takes K6_DURATION and the like
 * as orders to throw the scenarios away.
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
    const said = text(name);
    if (said === undefined) return fallback;
    const value = Number(said);
    if (value >= min && value <= max) return value;
    throw new Error(`${name} is ${JSON.stringify(said)}, and no number from ${min} to ${max}`);
  }

  function flag(name: string): boolean {
    const said = text(name) ?? 'false';
    if (said === 'true' || said === 'false') return said === 'true';
    throw new Error(`${name} is ${JSON.stringify(said)}, and neither true nor false`);
  }

  const known = new Set([...NAMES]);
  const unknown = Object.keys(env).find((name) => name.startsWith('LOAD_') && !known.has(name));
  if (unknown !== undefined) throw new Error(`${unknown} is no setting of a load test`);

  const load = flag('LOAD_SHORT') ? plan.short : plan.defaults;
  const emulatorUrl = text('LOAD_EMULATOR_URL');
  if (plan.needs.emulator && emulatorUrl === undefined) {
    throw new Error(`LOAD_EMULATOR_URL is not set; ${plan.name} needs an emulator to steer`);
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
    traceShare: number('LOAD_TRACE_SHARE', 0.01, 0, 1),
    // Nobody but Wix, and the emulator, signs opaque tokens.
    opaqueShare: number('LOAD_OPAQUE_SHARE', emulatorUrl === undefined ? 0 : 0.8, 0, 1),
    sharedClient: flag('LOAD_SHARED_CLIENT'),
    slowest: text('LOAD_SLOWEST') === undefined ? undefined : number('LOAD_SLOWEST', 1, 0.01, 60),
    resultFile: text('LOAD_RESULT'),
    appId: needed('LOAD_APP_ID'),
    appSecret: needed('LOAD_APP_SECRET'),
  };
}

const NAMES = [
  'LOAD_BASE_URL',
  'LOAD_EMULATOR_URL',
  'LOAD_CONTROL_URL',
  'LOAD_SEED',
  'LOAD_RATE',
  'LOAD_DURATION',
  'LOAD_SHORT',
  'LOAD_TRACE_SHARE',
  'LOAD_OPAQUE_SHARE',
  'LOAD_SHARED_CLIENT',
  'LOAD_SLOWEST',
  'LOAD_RESULT',
  'LOAD_APP_ID',
  'LOAD_APP_SECRET',
];
