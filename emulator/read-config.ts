import type { DemoOptions } from './demo-site/demo-options.ts';
import { DEVELOPMENT_APP } from './development-app.ts';
import { REALISTIC_LATENCY, type Latency } from './world/latency.ts';
import { readDemoOptions } from './read-demo-options.ts';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly latency: Latency;
  readonly tokenInfoCountsTowardsLimit: boolean;
  readonly demo?: DemoOptions;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the emulator's configuration. Returns one line per fault when it is invalid. No line
 * contains a secret.
 */
export function readConfig(env: Env): { config: Config } | { faults: string[] } {
  const faults = [...productionCredentials(env)];

  function number(name: string, fallback: number, max: number, whole: boolean): number {
    const text = env[name]?.trim();
    if (!text) return fallback;
    const value = Number(text);
    if (value >= 0 && value <= max && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? 'a whole number' : 'a number';
    faults.push(
      `${name}: ${JSON.stringify(text)} is not ${kind} from 0 to ${max}, as in ${name}=${fallback}`,
    );
    return fallback;
  }

  function flag(name: string): boolean {
    const text = env[name]?.trim() || 'false';
    if (text !== 'true' && text !== 'false') {
      faults.push(`${name}: ${JSON.stringify(text)} is neither true nor false, as in ${name}=true`);
    }
    return text === 'true';
  }

  const demo = readDemoOptions(env, faults);
  const config: Config = {
    port: number('EMULATOR_PORT', 4400, 65_535, true),
    host: env['EMULATOR_HOST']?.trim() || '127.0.0.1',
    latency: {
      medianMs: number('EMULATOR_LATENCY_MEDIAN_MS', REALISTIC_LATENCY.medianMs, 60_000, false),
      sigma: number('EMULATOR_LATENCY_SIGMA', REALISTIC_LATENCY.sigma, 3, false),
    },
    tokenInfoCountsTowardsLimit: flag('EMULATOR_TOKEN_INFO_COUNTS_TOWARDS_LIMIT'),
    ...(demo ? { demo } : {}),
  };
  return faults.length > 0 ? { faults } : { config };
}

/** Real credentials beside an emulator mean that two environments were mixed up. */
function* productionCredentials(env: Env): Generator<string> {
  for (const name of Object.keys(DEVELOPMENT_APP) as (keyof typeof DEVELOPMENT_APP)[]) {
    const value = env[name]?.trim();
    if (value && value !== DEVELOPMENT_APP[name]) {
      yield (
        `${name}: is not the development app's. The emulator refuses to run with production credentials: ` +
        `unset it, as in env -u ${name} npm run emulator`
      );
    }
  }
}
