import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEVELOPMENT_APP } from '../emulator/development-app.ts';
import { findK6 } from './k6-binary.ts';
import { PROFILE_NAMES } from './plan.ts';

/* Has k6 read every profile and check its options, in the long and the short form, and runs none. */

const PROFILES = join(import.meta.dirname, 'profiles');

/** What a profile needs to be read: nothing of it is called. */
const ENVIRONMENT = {
  LOAD_BASE_URL: 'http://127.0.0.1:1',
  LOAD_EMULATOR_URL: 'http://127.0.0.1:1',
  LOAD_CONTROL_URL: 'http://127.0.0.1:1',
  LOAD_APP_ID: DEVELOPMENT_APP.WIX_CLIENT_ID,
  LOAD_APP_SECRET: DEVELOPMENT_APP.WIX_CLIENT_SECRET,
};

const k6 = await findK6({ env: process.env, say: (line) => console.log(line) });
if (k6.kind === 'missing') {
  console.error(k6.howToGet);
  process.exit(2);
}

let faults = 0;
const files = readdirSync(PROFILES).filter((file) => file.endsWith('.ts'));
for (const missing of PROFILE_NAMES.filter((name) => !files.includes(`${name}.ts`))) {
  faults += 1;
  console.error(`✗ ${missing} is planned, but has no file in load-tests/profiles`);
}
for (const file of files) {
  for (const short of ['false', 'true']) {
    const fault = await inspect(k6.path, join(PROFILES, file), { LOAD_SHORT: short });
    const form = short === 'true' ? ' --short' : '';
    if (fault === undefined) console.log(`✓ ${file}${form}`);
    else {
      faults += 1;
      console.error(`✗ ${file}${form}: ${fault}`);
    }
  }
}
process.exitCode = faults === 0 ? 0 : 1;

/** What k6 has against it. */
async function inspect(
  binary: string,
  file: string,
  extra: Record<string, string>,
): Promise<string | undefined> {
  const variables = Object.entries({ ...ENVIRONMENT, ...extra }).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  try {
    const { stdout } = await promisify(execFile)(
      binary,
      ['inspect', '--execution-requirements', ...variables, file],
      { env: { ...process.env, K6_AUTO_EXTENSION_RESOLUTION: 'false' }, timeout: 60_000 },
    );
    const { maxVUs } = JSON.parse(stdout) as { maxVUs?: number };
    return maxVUs ? undefined : 'it has no virtual users';
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return (stderr?.trim() || message).split('\n').at(-1);
  }
}
