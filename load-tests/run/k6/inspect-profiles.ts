import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describedEnvironment } from './describe-answers.ts';
import { DEVELOPMENT_APP } from '../../../emulator/development-app.ts';

/** The discard port, where no server listens. */
const NOWHERE = 'http://127.0.0.1:9';

/** Loads every script in k6 without running it. Resolves to an exit code. */
export async function inspectProfiles(
  k6: string,
  profiles: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const scripts = [
    ...profiles.map((name) => `load-tests/profiles/${name}.ts`),
    'load-tests/profiles/compare.ts',
  ];
  let code = 0;
  for (const script of scripts) {
    const fault = await inspect(k6, script);
    print(fault === undefined ? `ok      ${script}` : `FAILED  ${script}\n${fault}`);
    if (fault !== undefined) code = 1;
  }
  return code;
}

async function inspect(k6: string, script: string): Promise<string | undefined> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    K6_NO_USAGE_REPORT: 'true',
    K6_CONFIG: 'load-tests/run/k6/k6-config.json',
    // Loading a script sends nothing; it only needs the variables.
    LOAD_BASE_URL: NOWHERE,
    LOAD_EMULATOR_URL: NOWHERE,
    LOAD_CONTROL_URL: NOWHERE,
    LOAD_APP_ID: DEVELOPMENT_APP.WIX_CLIENT_ID,
    LOAD_APP_SECRET: DEVELOPMENT_APP.WIX_CLIENT_SECRET,
    ...describedEnvironment(),
    PLAN: resolve('load-tests/run/k6/empty-plan.json'),
  };
  try {
    // Unlike `k6 run`, `k6 inspect` hands scripts no environment by default.
    await promisify(execFile)(k6, ['inspect', '--include-system-env-vars', script], {
      env,
      timeout: 60_000,
    });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    return stderr?.trim() || message;
  }
}
